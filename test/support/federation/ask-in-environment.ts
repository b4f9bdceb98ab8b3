import { argv, stdout } from 'node:process';
import { createSafeFetch } from '../../../src/platform/federation/safe-fetch.ts';

/** A program of its own, since Node reads some of its environment only as it starts. Prints what the URL answers. */
const [, , url = ''] = argv;
const ask = createSafeFetch({ origin: new URL('https://us.example'), allowPrivate: true, userAgent: 'Kunveno/test' });
const { body } = await ask({ method: 'GET', url: new URL(url) });
stdout.write(body);
await ask.close();
