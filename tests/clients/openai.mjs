// Drives a server through OpenAI's own client: node openai.mjs URL FOLDER writes a line of JSON for each thing that was asked. FOLDER has picture.png and mask.png.
import fs from 'node:fs';
import path from 'node:path';
import OpenAI, { toFile } from 'openai';

const [url, folder] = process.argv.slice(2);
const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'unused', maxRetries: 0 });

const ask = async (name, work) => {
  try {
    console.log(JSON.stringify({ name, ...(await work()) }));
  } catch (error) {
    console.log(JSON.stringify({ name, error: error?.message, kind: error?.constructor?.name, status: error?.status, code: error?.code, param: error?.param, type: error?.type }));
  }
};

const file = name => toFile(fs.readFileSync(path.join(folder, name)), name, { type: 'image/png' });
const collect = async stream => {
  const events = [];
  for await (const event of stream) {
    events.push(event);
  }

  return { events };
};

await ask('models', async () => ({ data: (await client.models.list()).data }));
await ask('model', () => client.models.retrieve('one'));
await ask('generate', () => client.images.generate({ prompt: 'a red fox', n: 2, size: '64x64', seed: 5, user: 'me' }));
await ask('url', async () => {
  const { data } = await client.images.generate({ model: 'dall-e-2', prompt: 'a red fox', size: '64x64', response_format: 'url' });
  const answer = await fetch(data[0].url);
  return { url: data[0].url, status: answer.status, type: answer.headers.get('content-type'), bytes: Buffer.from(await answer.arrayBuffer()).toString('base64') };
});
await ask('jpeg', () => client.images.generate({ prompt: 'a red fox', size: '64x64', output_format: 'jpeg', output_compression: 60, quality: 'low' }));
await ask('edit', async () => await client.images.edit({ image: await file('picture.png'), mask: await file('mask.png'), prompt: 'a blue fox' }));
await ask('edit whole', async () => await client.images.edit({ image: [await file('picture.png')], prompt: 'a blue fox', size: '128x64', input_fidelity: 'high', output_format: 'webp' }));
await ask('stream', async () => collect(await client.images.generate({ prompt: 'a streamed fox', size: '64x64', stream: true, partial_images: 2 })));
await ask('edit stream', async () => collect(await client.images.edit({ image: await file('picture.png'), prompt: 'a green fox', stream: true })));
await ask('wrong size', () => client.images.generate({ prompt: 'a fox', size: '65x64' }));
await ask('wrong model', () => client.images.generate({ prompt: 'a fox', model: 'nobody' }));
await ask('failed stream', async () => collect(await client.images.generate({ prompt: 'a broken fox', size: '64x64', stream: true })));
await ask('failed', () => client.images.generate({ prompt: 'a broken fox', size: '64x64' }));
