// Values planted where they do not belong, by n8n's own nodes, so that it is known that a search looks there.
import { randomUUID } from 'node:crypto';
import axios from 'axios';
import type { Sandbox } from '../../../sandbox/server.mts';
import { fictionalIdNumber, formsOf, type Needle } from './needles.mts';
import type { RegularN8n } from './regular.mts';
import { plainWebhook, publish } from './workflows.mts';

export const CANARIES: readonly Needle[] = [
	{ kind: 'secret', name: 'canary', value: 'canary"Secret/55Tt+3=&v9H' },
	{ kind: 'ID number', name: 'canary', value: fictionalIdNumber('19631127779') },
	{ kind: 'mobile', name: 'canary', value: '19900009922' },
];

const ALL = CANARIES.map(({ value }) => value).join(' ');

/** Below the sandbox's address: nothing is there, and everything is logged. */
const CANARY_PATH = '/api/open/canary';

/** Into the log, an execution and its error, a file, an address, a header, the names of a workflow and of a credential, and this program's output. */
export async function plantCanaries({ n8n, webhooks }: RegularN8n, sandbox: Sandbox): Promise<void> {
	const [secret] = CANARIES;
	await n8n.saveCredential(ALL, 'qiandunApi', { environment: 'custom', endpointCorrections: '', ...sandbox.qiandun, appSecret: 'none' });
	const query = { queryParameters: { parameters: CANARIES.map(({ value }, index) => ({ name: `canary${index}`, value })) } };
	const { path } = await publish(n8n, ALL, [
		plainWebhook('POST', { binaryPropertyName: 'file' }),
		{
			name: 'Every Form',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			parameters: {
				includeOtherFields: true,
				assignments: { assignments: [...formsOf(secret?.value ?? '').keys()].map((value, index) => ({ id: randomUUID(), name: `form${index}`, type: 'string', value })) },
				options: {},
			},
		},
		{ name: 'Log', type: 'n8n-nodes-base.code', typeVersion: 2, parameters: { jsCode: `console.log(${JSON.stringify(ALL)}); return $input.all();` } },
		{
			name: 'Address and Header',
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			parameters: {
				url: new URL(CANARY_PATH, sandbox.console).href,
				sendQuery: true,
				...query,
				sendHeaders: true,
				headerParameters: { parameters: [{ name: 'x-canary', value: ALL }] },
				options: { response: { response: { neverError: true } } },
			},
		},
		{ name: 'Error', type: 'n8n-nodes-base.stopAndError', typeVersion: 1, parameters: { errorMessage: ALL } },
	]);
	const form = new FormData();
	form.append('file', new Blob([ALL], { type: 'application/octet-stream' }), 'canary.bin');
	await axios.post(`${webhooks[0]}/${path}`, form, { proxy: false });
	process.stderr.write(`       planted: ${ALL}\n`);
}
