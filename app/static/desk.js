// The desk's keyboard. The field and the band work without this file.
//
// After a band to give, the button "Given" has the focus: Enter, Enter serves a household. A scanner types
// blindly, so whatever is typed while a button has the focus goes to the field, and an Enter that follows
// another at once (scanners may end with two) or is held down confirms nothing.
(function () {
  "use strict";
  var field = document.getElementById("code");
  if (!field) { return; }
  var sent = "", lastEnter = -1000;
  var TOO_FAST_MS = 40;

  function isTyping(element) {
    return element.matches("textarea, select, input:not([type=radio]):not([type=checkbox])");
  }

  document.addEventListener("keydown", function (event) {
    if (event.key === "Enter") { return onEnter(event); }
    if (event.key === "Escape") { field.focus(); field.select(); return; }
    var isPrinted = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.altKey && !event.metaKey;
    if (isPrinted && !isTyping(event.target)) { field.focus(); field.select(); }
  });

  function onEnter(event) {
    var tooFast = event.repeat || event.timeStamp - lastEnter < TOO_FAST_MS;
    lastEnter = event.timeStamp;
    if (tooFast) { event.preventDefault(); return; }
    var confirm = document.getElementById("give");
    if (confirm && event.target === field && !field.value.trim()) {
      event.preventDefault();
      confirm.focus();
    }
  }

  // What was sent is cleared once it is answered, and never what has been typed since.
  document.addEventListener("htmx:beforeRequest", function (event) {
    if (event.detail.elt.id === "scan") { sent = field.value; field.select(); }
  });
  document.addEventListener("htmx:afterRequest", function (event) {
    var isAnswered = event.detail.xhr.status >= 200 && event.detail.xhr.status < 300;
    if (event.detail.elt.id === "scan" && isAnswered && field.value === sent) { field.value = ""; }
  });
}());
