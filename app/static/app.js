// Small comforts. Every page works without this file.
(function () {
  "use strict";
  var unsaved = document.getElementById("offline");

  function say(visible) {
    if (unsaved) { unsaved.hidden = !visible; if (visible) { unsaved.scrollIntoView(); } }
  }

  // A cut line: the page stays, what was typed stays, and it says so.
  document.addEventListener("htmx:sendError", function () { say(true); });
  document.addEventListener("htmx:timeout", function () { say(true); });
  document.addEventListener("htmx:responseError", function () { say(true); });
  document.addEventListener("htmx:beforeRequest", function () { say(false); });

  // The first message of a page, and whatever asks for it, has the focus.
  function focus(root) {
    var wanted = root.querySelector("[data-focus]") || root.querySelector("[autofocus]");
    if (wanted) { wanted.focus(); if (wanted.select && wanted.value) { wanted.select(); } }
  }
  document.addEventListener("htmx:afterSettle", function () { focus(document); });
  focus(document);

  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-print]")) { window.print(); }
  });

  // One press is one sending; the nonce makes a second one harmless anyway.
  document.addEventListener("submit", function (event) {
    var button = event.submitter;
    if (button && !event.target.hasAttribute("hx-post")) {
      window.setTimeout(function () { button.disabled = true; }, 0);
      window.addEventListener("pageshow", function () { button.disabled = false; }, { once: true });
    }
  });
}());
