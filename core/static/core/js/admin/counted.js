// Words of the page with what belongs into their slots, {name}, and words with a number in the form that it takes.
const rules = new Intl.PluralRules(document.documentElement.lang);

export function fill(words, slots) {
  return words.replace(/{(\w+)}/g, (slot, name) => slots[name] ?? slot);
}

// `forms` as core/plurals.py writes them.
export function counted(forms, count) {
  const all = Object.entries(JSON.parse(forms)), form = rules.select(count);
  const [, words] = all.find(([sample]) => rules.select(sample) === form) ?? all.at(-1);
  return fill(words, { count });
}
