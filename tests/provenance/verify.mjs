// Asks two outside verifiers about PNG files: c2pa-rs (as WebAssembly) and c2pa-ts.
// node verify.mjs FILE... writes a line of JSON for each file and verifier: the codes of C2PA's specification that it gives.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import c2pa, { WasmReader } from '@contentauth/c2pa-wasm';
import { PNG } from '@trustnxt/c2pa-ts/asset';
import { SuperBox } from '@trustnxt/c2pa-ts/jumbf';
import { ManifestStore } from '@trustnxt/c2pa-ts/manifest';

await c2pa({ module_or_path: fs.readFileSync(createRequire(import.meta.url).resolve('@contentauth/c2pa-wasm/c2pa.wasm')) });

const verifiers = {
  'c2pa-rs': async bytes => {
    const found = JSON.parse((await WasmReader.fromBytes('image/png', bytes)).json());
    const results = found.validation_results.activeManifest;
    return { valid: found.validation_state !== 'Invalid', success: results.success.map(one => one.code), failure: results.failure.map(one => one.code) };
  },
  'c2pa-ts': async bytes => {
    const asset = new PNG(bytes);
    const result = await ManifestStore.read(SuperBox.fromBuffer(asset.getManifestJUMBF())).validate(asset);
    const codes = success => result.statusEntries.filter(one => one.success === success).map(one => one.code);
    return { valid: result.isValid, success: codes(true), failure: codes(false) };
  },
};

for (const file of process.argv.slice(2)) {
  for (const [verifier, verify] of Object.entries(verifiers)) {
    let answer;
    try {
      answer = await verify(new Uint8Array(fs.readFileSync(file)));
    } catch (error) {
      answer = { valid: false, success: [], failure: [], error: String(error?.message ?? error) };
    }

    console.log(JSON.stringify({ file, verifier, ...answer }));
  }
}
