'use strict';
(() => {
  const root = document.documentElement;
  const remembered = (() => { try { return localStorage.getItem('theme'); } catch { return null; } })();
  if (remembered) root.dataset.theme = remembered;
  const button = document.getElementById('theme');
  button.hidden = false;
  const isDark = () => (root.dataset.theme || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
  const name = () => { button.textContent = isDark() ? 'Light' : 'Dark'; button.setAttribute('aria-label', 'Show in ' + (isDark() ? 'light' : 'dark') + ' colours'); };
  button.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    try { localStorage.setItem('theme', root.dataset.theme); } catch { /* a page from a file may have no storage */ }
    name();
  });
  name();

  const form = document.getElementById('filter');
  if (!form) return;
  form.hidden = false;
  const [rule, folder, severity, text, shown, none] = ['rule', 'folder', 'severity', 'text', 'shown', 'none'].map(id => document.getElementById(id));
  const files = [...document.querySelectorAll('.file')].map(file => ({
    file,
    path: file.dataset.path,
    articles: [...file.querySelectorAll('article')].map(article => ({
      article,
      text: (file.dataset.path + ' ' + article.querySelector('h3').textContent + ' ' + article.querySelector('p').textContent).toLowerCase(),
    })),
  }));
  const all = files.reduce((sum, file) => sum + file.articles.length, 0);

  const apply = () => {
    const wanted = text.value.trim().toLowerCase();
    let count = 0;
    for (const { file, path, articles } of files) {
      let here = 0;
      for (const { article, text: own } of articles) {
        const fits = (!rule.value || article.dataset.rule === rule.value)
          && (!severity.value || article.dataset.severity === severity.value)
          && path.startsWith(folder.value)
          && own.includes(wanted);
        article.hidden = !fits;
        here += fits;
      }
      file.hidden = here === 0;
      count += here;
    }
    shown.value = count === all ? `${all} shown` : `${count} of ${all} shown`;
    none.hidden = count > 0;
  };
  form.addEventListener('input', apply);
  form.addEventListener('reset', () => setTimeout(apply));
  form.addEventListener('submit', event => event.preventDefault());
  apply();

  const visible = () => files.filter(f => !f.file.hidden).flatMap(f => f.articles.filter(a => !a.article.hidden).map(a => a.article));
  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.matches('input, select, textarea')) {
      if (event.key === 'Escape') event.target.blur();
      return;
    }
    const current = document.activeElement.closest && document.activeElement.closest('article');
    if (event.key === '/') {
      event.preventDefault();
      text.focus();
    } else if (event.key === 'j' || event.key === 'k') {
      const list = visible();
      const at = list.indexOf(current);
      const next = list[event.key === 'j' ? at + 1 : at < 0 ? list.length - 1 : at - 1];
      if (next) {
        next.closest('.file').open = true;
        next.focus();
        next.scrollIntoView({ block: 'nearest' });
      }
    } else if (event.key === 'o' && current) {
      const why = current.querySelector('.why');
      why.open = !why.open;
    }
  });
})();
