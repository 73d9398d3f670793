// Links of the editor. A word without a scheme never becomes a link by itself. Links that somebody made are checked at
// saving by core/rich_text/links.py, which adds a scheme to a host name.
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
