// Small comforts. Every page works without this file.
(function () {
  "use strict";
  function say(wanted) {
    ["offline", "signed-out"].forEach(function (id) {
      var notice = document.getElementById(id);
      if (notice) { notice.hidden = id !== wanted; if (id === wanted) { notice.scrollIntoView(); } }
    });
  }

  // What asks by itself while somebody types saves nothing, so it has nothing to say and never takes the focus.
  function isQuiet(event) { return event.target.closest("[data-quiet]"); }

  // A cut line or an ended session: the page stays, what was typed stays, and it says so.
  function sayOf(wanted) {
    return function (event) { if (!isQuiet(event)) { say(wanted); } };
  }
  document.addEventListener("htmx:sendError", sayOf("offline"));
  document.addEventListener("htmx:timeout", sayOf("offline"));
  document.addEventListener("htmx:responseError", function (event) {
    sayOf(event.detail.xhr.status === 401 ? "signed-out" : "offline")(event);
  });
  document.addEventListener("htmx:beforeRequest", sayOf(null));

  // The first message of a page, and whatever asks for it, has the focus.
  function focus(root) {
    var wanted = root.querySelector("[data-focus]") || root.querySelector("[autofocus]");
    if (wanted) { wanted.focus(); if (wanted.select && wanted.value) { wanted.select(); } }
  }
  // An answer never takes the focus from somebody who is typing.
  function isTyping() {
    var field = document.activeElement;
    return field && field.matches("textarea, input:not([type=radio]):not([type=checkbox])") && field.value;
  }
  document.addEventListener("htmx:afterSettle", function (event) {
    if (!isTyping() && !isQuiet(event)) { focus(document); }
  });
  focus(document);

  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-print]")) { window.print(); }
  });

  // Enter inside a part of a form presses the button that the part names, as "add one more person".
  document.addEventListener("keydown", function (event) {
    var part = event.target.closest("[data-enter]");
    if (part && event.key === "Enter" && event.target.matches("input, select")) {
      event.preventDefault();
      document.getElementById(part.dataset.enter).click();
    }
  });

  // One press is one sending; the nonce makes a second one harmless anyway.
  document.addEventListener("submit", function (event) {
    var button = event.submitter;
    // After a download the page stays, so its button must stay too.
    if (button && !event.target.matches("[hx-post], [data-download]")) {
      window.setTimeout(function () { button.disabled = true; }, 0);
      window.addEventListener("pageshow", function () { button.disabled = false; }, { once: true });
    }
  });
}());
