// Makes a text that a SKU's regular expression accepts. It knows what the catalogue uses: classes, groups with
// alternatives, and counts. Whatever it doesn't know gives '', and the buyer types for themselves.

export function example(pattern) {
  try {
    const text = new Maker(pattern).make();
    return new RegExp(pattern).test(text) ? text : '';
  } catch {
    return '';
  }
}

const pick = list => list[Math.floor(Math.random() * list.length)];

class Maker {
  constructor(pattern) {
    this.pattern = pattern;
    this.at = 0;
    this.made = '';
  }

  make() {
    const branches = this.alternatives();
    if (this.at < this.pattern.length) throw new SyntaxError('unexpected ' + this.pattern[this.at]);
    pick(branches).forEach(part => part());
    return this.made;
  }

  alternatives() {
    const branches = [[]];
    while (this.at < this.pattern.length && this.pattern[this.at] !== ')') {
      if (this.pattern[this.at] === '|') {
        this.at++;
        branches.push([]);
      } else {
        const part = this.atom();
        const [least, most] = this.count();
        branches.at(-1).push(() => {
          const times = least + Math.floor(Math.random() * (most - least + 1));
          for (let i = 0; i < times; i++) part();
        });
      }
    }
    return branches;
  }

  atom() {
    const char = this.pattern[this.at++];
    if (char === '^' || char === '$') return () => {};
    if (char === '(') {
      if (this.pattern.startsWith('?:', this.at)) this.at += 2;
      const branches = this.alternatives();
      this.at++;
      return () => pick(branches).forEach(part => part());
    }
    if (char === '[') return this.oneOf(this.members());
    if (char === '\\') {
      const escaped = this.pattern[this.at++];
      return this.oneOf(escaped === 'd' ? [...'0123456789'] : [escaped]);
    }
    if (char === '.') return this.oneOf([...'abc123']);
    return this.oneOf([char]);
  }

  // Nothing starts with 0 if it needn't: phone numbers that do ask the simulator for a fault.
  oneOf(chars) {
    const first = chars.filter(char => char !== '0');
    return () => { this.made += pick(this.made === '' && first.length ? first : chars); };
  }

  members() {
    const chars = [];
    while (this.pattern[this.at] !== ']') {
      let char = this.pattern[this.at++];
      if (char === '^' && chars.length === 0) throw new SyntaxError('negated class');
      if (char === '\\') char = this.pattern[this.at++];
      if (char === 'd' && this.pattern[this.at - 2] === '\\') {
        chars.push(...'0123456789');
      } else if (this.pattern[this.at] === '-' && this.pattern[this.at + 1] !== ']') {
        const last = this.pattern.charCodeAt(this.at + 1);
        this.at += 2;
        for (let code = char.charCodeAt(0); code <= last; code++) chars.push(String.fromCharCode(code));
      } else {
        chars.push(char);
      }
    }
    this.at++;
    return chars;
  }

  count() {
    const rest = this.pattern.slice(this.at);
    const braces = /^\{(\d+)(,(\d*))?\}/.exec(rest);
    if (braces) {
      this.at += braces[0].length;
      const least = Number(braces[1]);
      return [least, braces[2] ? Number(braces[3] || least + 3) : least];
    }
    const counts = { '?': [0, 1], '*': [0, 3], '+': [1, 4] }[rest[0]];
    if (counts) this.at++;
    return counts ?? [1, 1];
  }
}
