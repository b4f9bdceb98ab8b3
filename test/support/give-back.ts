import { afterAll } from 'vitest';
import { giveBackDatabases } from './database.ts';

afterAll(giveBackDatabases);
