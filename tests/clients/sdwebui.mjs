// Drives a server through node-sd-webui: node sdwebui.mjs URL writes a line of JSON for each thing that was asked.
import { createRequire } from 'node:module';

const { default: sdwebui, SamplingMethod } = createRequire(import.meta.url)('node-sd-webui');
const client = sdwebui({ apiUrl: process.argv[2] });

const tell = (name, value) => console.log(JSON.stringify({ name, ...value }));
const ask = async (name, work) => {
  try {
    tell(name, await work());
  } catch (error) {
    tell(name, { error: String(error?.message ?? error) });
  }
};

const small = { width: 64, height: 64, steps: 2 };

let picture = '';
await ask('txt2img', async () => {
  const { images, parameters, info } = await client.txt2img({
    ...small, prompt: 'a red fox', negativePrompt: 'a hen', seed: 11, samplingMethod: SamplingMethod.Euler_A, batchSize: 2, batchCount: 2, cfgScale: 6,
  });
  picture = images[0];
  return { images, parameters, info: JSON.parse(info) };
});

await ask('img2img', async () => {
  const { images, parameters, info } = await client.img2img({ ...small, prompt: 'a blue fox', seed: 12, imageData: [picture], samplingMethod: SamplingMethod.DDIM });
  return { images, parameters, info: JSON.parse(info) };
});

await ask('pngInfo', () => client.pngInfo({ imageData: picture }));

await ask('hires', async () => {
  const { images, info } = await client.txt2img({ ...small, prompt: 'a tall fox', seed: 13, hires: { upscaler: 'Lanczos', upscaleBy: 2, steps: 0, denoisingStrength: 0.5, resizeWidthTo: 0, resizeHeigthTo: 0 } });
  return { images, info: JSON.parse(info) };
});

for (const samplingMethod of Object.values(SamplingMethod)) {
  await ask(`sampler ${samplingMethod}`, async () => ({ info: JSON.parse((await client.txt2img({ ...small, steps: 3, prompt: 'a fox', seed: 1, samplingMethod })).info) }));
}
