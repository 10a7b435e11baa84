import fs from 'node:fs';
import path from 'node:path';
import { HELP, OLDEST_N8N, parseArguments, PINNED_N8N, UsageError } from '../../tools/start/args.mts';

describe('the command line of npm start', () => {
	it('runs the pinned n8n and stays open when nothing is said', () => {
		expect(parseArguments([])).toEqual({
			once: false,
			n8n: PINNED_N8N,
			port: 5678,
			sandboxPort: 7070,
			data: '',
			credentialSecret: '',
			help: false,
		});
	});

	it('takes every option, with a blank or an equals sign before the value', () => {
		const spaced = ['--once', '--n8n', '2.40.0', '--port', '80', '--sandbox-port', '7071', '--data', 'x', '--credential-secret', 's'];
		const joined = ['--once', '--n8n=2.40.0', '--port=80', '--sandbox-port=7071', '--data=x', '--credential-secret=s'];
		expect(parseArguments(spaced)).toEqual(parseArguments(joined));
		expect(parseArguments(joined)).toMatchObject({ once: true, n8n: '2.40.0', port: 80, data: 'x', credentialSecret: 's' });
	});

	it.each([
		[['--twice'], '"--twice" is not an option'],
		[['once'], '"once" is not an option'],
		[['--n8n'], '--n8n needs a value'],
		[['--n8n', '--once'], '--n8n needs a value'],
		[['--data='], '--data needs a value'],
		[['--n8n', 'latest'], '--n8n takes a full version such as'],
		[['--n8n', '2.41.1; rm -rf .'], '--n8n takes a full version such as'],
		[['--port', '0'], '--port takes a port from 1 to 65535, not "0"'],
		[['--port', '70000'], '--port takes a port'],
		[['--sandbox-port', '7e3'], '--sandbox-port takes a port'],
		[['--once=yes'], '--once takes no value'],
	])('refuses %j by naming what is wrong', (argv, sentence) => {
		expect(() => parseArguments(argv)).toThrow(UsageError);
		expect(() => parseArguments(argv)).toThrow(sentence);
	});

	it('explains every option in its help', () => {
		for (const flag of ['--once', '--n8n', '--port', '--sandbox-port', '--data', '--credential-secret', '--help']) {
			expect(HELP).toContain(`  ${flag}`);
		}
	});

	it('runs the examples in the pinned n8n and in the oldest one, in CI', () => {
		const commands = fs.readFileSync(path.join(process.cwd(), '.github/workflows/ci.yml'), 'utf8').match(/npm start -- --once(?: --n8n [\d.]+)?/g) ?? [];
		expect(commands).toEqual(expect.arrayContaining(['npm start -- --once', `npm start -- --once --n8n ${OLDEST_N8N}`]));
	});
});
