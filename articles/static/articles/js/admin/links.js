// Links of the editor: a word without a scheme is none by itself, whatever it looks like. What somebody made one is
// judged when it is saved, by core/rich_text/links.py, which gives a host name its scheme.
import { Link as EditorsLink } from "django-prose-editor/editor";

export const Link = EditorsLink.extend({
  addOptions() {
    return {
      ...this.parent?.(),
      shouldAutoLink: (url) => /^(https?:\/\/|mailto:)/i.test(url),
      isAllowedUri: (url) => /^(?:(?:https?|mailto|tel):|[^:]*$|[^:/?#]+\.[^:/?#]+:\d|[/?#])/i.test((url ?? "").replace(/[\0- ]/g, "")),
    };
  },
});
