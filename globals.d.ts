// What scripts find where they run, for tsc.

/** Rules in Python, which lib/live/kit/rules.py translates. */
declare module "*.py";

/** Of Sphinx. */
declare const DOCUMENTATION_OPTIONS: {
  ENABLE_SEARCH_SHORTCUTS: boolean;
  SHOW_SEARCH_SUMMARY: boolean;
};

/** MathJax's settings, and then MathJax itself. */
declare const MathJax: any;

/** The questions of every page, which _ext/questions.py writes. */
declare const QUESTIONS: Record<string, string[]>;

/** What _ext/cards.py writes: the cards of links, and MathJax's settings for pages without a formula. */
declare const CARDS: Record<string, string>;
declare const MATHJAX: object;

/** Where JupyterLab looks for extensions. */
interface Window {
  _JUPYTERLAB: Record<string, object>;
}
