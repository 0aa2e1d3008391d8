/**
 * The style of the pages. Colours are variables, which `theme-style.ts` fills.
 *
 * Logical properties throughout, so that a page in Arabic or Hebrew is its mirror image.
 *
 * @module
 */

export const style = `
*,::before,::after{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;min-height:100vh;min-height:100dvh;display:grid;grid-template-columns:minmax(0,1fr);
  place-items:center;padding:2.5rem 1rem;background:var(--ground);color:var(--text);
  font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;overflow-wrap:anywhere}
main{width:100%;max-width:25.5rem;padding:2.25rem 2.25rem 2.5rem;background:var(--card);
  border:1px solid var(--line);border-radius:1rem;box-shadow:var(--shadow)}
main.wide{max-width:42rem}
.logo{display:block;max-width:12rem;max-height:3rem;margin:0 0 1.5rem;object-fit:contain;
  object-position:left center}
[dir=rtl] .logo{object-position:right center}
.sign{display:grid;place-items:center;width:2.75rem;height:2.75rem;margin:0 0 1.25rem;
  border:1px solid var(--line);border-radius:.75rem;color:var(--link);background:var(--ground)}
.sign.alarm{color:var(--alarm);background:var(--alarm-ground);border-color:var(--alarm-line)}
h1{margin:0;font-size:1.5rem;line-height:1.25;font-weight:650;letter-spacing:-.015em;text-wrap:balance}
[dir=rtl] h1{letter-spacing:normal}
p{margin:0;text-wrap:pretty}
h1+p,h1+[role=alert]{margin-block-start:.5rem}
.lead{color:var(--quiet)}
.lead strong{color:var(--text);font-weight:600}
.code-line{margin-block-start:.5rem}
.small{color:var(--quiet);font-size:.875rem}
.body{display:grid;grid-template-columns:minmax(0,1fr);gap:1.25rem;margin-block-start:1.75rem}
form{display:grid;grid-template-columns:minmax(0,1fr);gap:1.125rem;margin:0}
.providers{display:grid;grid-template-columns:minmax(0,1fr);gap:.625rem}
.wide .fields{width:100%;max-width:21rem;justify-self:center}
.field{display:grid;grid-template-columns:minmax(0,1fr);gap:.375rem}
label{font-size:.875rem;line-height:1.4;font-weight:600}
.check{display:flex;gap:.625rem;align-items:center}
.check input{flex:none;width:1.5rem;height:1.5rem;min-height:0;margin:0;accent-color:var(--action)}
.check label{font-weight:400;padding-block:.125rem}
input{font:inherit;width:100%;min-width:0;min-height:2.75rem;padding:.5rem .75rem;color:inherit;
  background:var(--card);border:1px solid var(--edge);border-radius:.5rem}
input::placeholder{color:var(--quiet);opacity:1}
input[aria-invalid=true]{border-color:var(--alarm)}
input.code{font-size:1.5rem;line-height:1.25;min-height:3.25rem;letter-spacing:.2em;text-align:center;
  font-variant-numeric:tabular-nums}
button,.button{font:inherit;font-size:.9375rem;font-weight:500;display:flex;align-items:center;justify-content:center;
  position:relative;width:100%;min-height:2.75rem;margin:0;padding:.5rem 1rem;line-height:1.3;
  color:var(--text);background:var(--card);border:1px solid var(--button-line);border-radius:.5rem;
  text-align:center;text-wrap:balance;text-decoration:none;cursor:pointer}
button:hover,.button:hover{background:var(--hover)}
.primary{font-weight:600;color:var(--on-action);background:var(--action);border-color:var(--action-edge)}
.primary:hover{background:var(--action-hover)}
.marked{padding-inline:3rem}
.mark{position:absolute;inset-inline-start:.625rem;inset-block-start:calc(50% - .75rem);display:grid;
  place-items:center;width:1.5rem;height:1.5rem;border-radius:.375rem;color:var(--text);
  background:var(--hover);box-shadow:0 0 0 1px var(--line);font-size:.8125rem;line-height:1;font-weight:700}
.mark::before{content:attr(data-mark);content:attr(data-mark)/""}
.or{display:flex;align-items:center;gap:.875rem;color:var(--quiet);font-size:.875rem;line-height:1.25}
.or::before,.or::after{content:"";flex:1;border-block-start:1px solid var(--line)}
.notice{padding:.75rem .875rem;color:var(--alarm);background:var(--alarm-ground);
  border:1px solid var(--alarm-line);border-radius:.5rem;font-size:.9375rem;line-height:1.45}
.notice.calm{color:var(--text);background:var(--hover);border-color:var(--line)}
.after{text-align:center;font-size:.9375rem}
a{color:var(--link);text-underline-offset:.2em}
.after a{display:inline-block;padding:.25rem .5rem;text-decoration:none;border-radius:.375rem}
.after a:hover{text-decoration:underline}
code{font:.8125rem/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
input:focus-visible{outline-offset:0;border-color:var(--link)}
@media(min-width:44rem){.wide .providers{grid-template-columns:repeat(2,minmax(0,1fr))}}
@media(max-width:30rem){
  body{place-items:start center;padding:0;background:var(--card)}
  main{padding:2rem 1.25rem;border:0;border-radius:0;box-shadow:none}
}
@media(prefers-reduced-motion:no-preference){
  button,.button,input{transition:background-color .12s,border-color .12s}
}
@media(forced-colors:active){
  .mark{border:1px solid}
  .primary{border-width:2px}
  input[aria-invalid=true]{border-width:2px}
}
`
