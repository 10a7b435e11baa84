/** The faults that `npm run faults` seeds can be put into the sources as they are now. */
import fs from 'node:fs';
import path from 'node:path';
import { FAULTS, SUITES } from '../faults/faults.mts';

const root = path.resolve(__dirname, '../..');

it('there are more than the 30 that were asked for, each with a name of its own', () => {
	expect(FAULTS.length).toBeGreaterThan(30);
	expect(new Set(FAULTS.map(({ name }) => name)).size).toBe(FAULTS.length);
});

it.each(FAULTS.map((fault) => [fault.name, fault] as const))('%s: its place is there, once, and it changes it', (_, { file, from, to }) => {
	const source = fs.readFileSync(path.join(root, file), 'utf8');
	expect(source.split(from)).toHaveLength(2);
	expect(to).not.toBe(from);
});

it('every suite is there, and has faults to catch', () => {
	for (const suite of Object.values(SUITES).flat()) expect(fs.existsSync(path.join(root, suite))).toBe(true);
	expect(Object.keys(SUITES).sort()).toEqual([...new Set(FAULTS.map(({ group }) => group))].sort());
});
