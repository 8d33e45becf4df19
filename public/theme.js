// Before the first paint, so that a dark page does not flash white.
(function () {
  var theme = 'system';
  try { theme = localStorage.getItem('kubetick-theme') || 'system'; } catch (e) { /* storage is off */ }
  var dark = theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
