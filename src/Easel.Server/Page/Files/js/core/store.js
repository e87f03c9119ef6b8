// A value that others can follow; and what is there no more.

export class Store {
  #value;
  #followers = new Set();

  constructor(value) {
    this.#value = value;
  }

  get value() {
    return this.#value;
  }

  set(value) {
    if (Object.is(value, this.#value)) return;
    const before = this.#value;
    this.#value = value;
    for (const follower of [...this.#followers]) follower(value, before);
  }

  /** Another value for some of an object's fields. */
  patch(fields) {
    if (Object.entries(fields).every(([name, value]) => Object.is(this.#value[name], value))) return;
    this.set({ ...this.#value, ...fields });
  }

  /** Calls now, and whenever the value changes; what is returned ends it. */
  follow(follower) {
    this.#followers.add(follower);
    follower(this.#value, undefined);
    return () => this.#followers.delete(follower);
  }

  /** Calls whenever the value changes. */
  onChange(follower) {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }
}

/** Ids of what was forgotten: an answer that was on its way meanwhile is not to bring it back. The last thousand are enough. */
export class Forgotten {
  #ids = new Set();

  add(id) {
    this.#ids.add(id);
    if (this.#ids.size > 1_000) this.#ids.delete(this.#ids.values().next().value);
  }

  has(id) {
    return this.#ids.has(id);
  }
}
