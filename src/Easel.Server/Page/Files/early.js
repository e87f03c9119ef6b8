// Runs before anything is shown, so that nothing changes its colours or its place a moment later: the theme that was chosen, and the view that the address names.

{
  const root = document.documentElement;
  try {
    const theme = JSON.parse(localStorage.getItem('easel.theme'));
    if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  } catch { /* what cannot be read is as the system has it */ }

  // The modules take this away when they have made the views.
  root.dataset.early = /^#\/(\w+)/.exec(location.hash)?.[1] ?? 'paint';
}
