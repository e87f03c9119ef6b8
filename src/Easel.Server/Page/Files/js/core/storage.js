// What a browser remembers. It may refuse (private windows, full disks): then it is forgotten, and nothing else happens.

const prefix = 'easel.';

export function recall(name, otherwise = null) {
  try {
    const text = localStorage.getItem(prefix + name);
    return text === null ? otherwise : JSON.parse(text);
  } catch {
    return otherwise;
  }
}

export function remember(name, value) {
  try {
    localStorage.setItem(prefix + name, JSON.stringify(value));
  } catch { /* forgotten */ }
}

function openDatabase() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('easel', 1);
    request.onupgradeneeded = () => request.result.createObjectStore('kept');
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function inDatabase(mode, act) {
  try {
    const database = await openDatabase();
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction('kept', mode);
      const request = act(transaction.objectStore('kept'));
      transaction.oncomplete = () => { database.close(); resolve(request.result ?? null); };
      transaction.onabort = transaction.onerror = () => { database.close(); reject(transaction.error); };
    });
  } catch {
    return null;
  }
}

/** Keeps pictures, which are too large for the other storage; nothing deletes it. */
export const keepLarge = (name, value) => inDatabase('readwrite', (store) => value === null ? store.delete(name) : store.put(value, name));

export const recallLarge = (name) => inDatabase('readonly', (store) => store.get(name));
