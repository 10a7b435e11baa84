// The same work, done by different nodes: the user's name and mobile changed, six expressions for each item.
import type { CredentialReference } from '../start/examples.mts';
import type { Json } from '../start/json.mts';
import { ACTION } from '../../test/e2e/support/workflows.mts';
import { BENCH } from './package.mts';

/** Where it is sent, below the base URL. */
export const UPDATE = '/open/psnUpdate';

/** The node that is measured has this name in every workflow. */
export const MEASURED = 'Measured';

const FIELDS = {
	accountId: '={{ $json.accountId }}',
	psnName: '={{ $json.psnName }}',
	informPhone: '={{ $json.informPhone }}',
	department: '={{ $json.department }}',
	timeout: '={{ $json.timeoutMs }}',
};

/** User / Update with six expressions: three fields and three options. */
const update = {
	resource: 'user',
	operation: 'update',
	accountId: FIELDS.accountId,
	optionalFields: { psnName: FIELDS.psnName, informPhone: FIELDS.informPhone },
	options: {
		additionalFields: '={{ { department: $json.department } }}',
		timeout: FIELDS.timeout,
		requestsInFlight: '={{ $json.inFlight }}',
	},
};

/** Our node. */
export const ours = (credential: CredentialReference): Json => node(ACTION, 1, update, credential);

/** Our node with one expression, the account, where the waiting is to be seen and not the expressions. */
export const oursPlain = (credential: CredentialReference, inFlight: number): Json =>
	node(ACTION, 1, { resource: 'user', operation: 'update', accountId: FIELDS.accountId, optionalFields: { psnName: '测试' }, options: { requestsInFlight: inFlight } }, credential);

/** Our definition of User / Update in n8n's RoutingNode. It evaluates all six; of the options it sends nothing. */
export const routing = (credential: CredentialReference): Json => node(BENCH.declarative, 1, update, credential);

/** All of our definitions there. */
export const routingWhole = (credential: CredentialReference): Json => node(BENCH.declarativeWhole, 1, update, credential);

/** n8n's HTTP Request node with the same credential and body: four fields, the timeout and the address. */
export const httpRequest = (credential: CredentialReference, url: string): Json => {
	const { timeout, ...fields } = FIELDS;
	const parameters = Object.entries(fields).map(([name, value]) => ({ name, value }));
	return node(
		'n8n-nodes-base.httpRequest',
		4.2,
		{
			method: 'POST',
			url: `={{ "${url}" + ($json.path ?? "") }}`,
			authentication: 'predefinedCredentialType',
			nodeCredentialType: 'qiandunApi',
			sendBody: true,
			bodyParameters: { parameters },
			options: { timeout },
		},
		credential,
	);
};

/** The same six expressions evaluated, nothing sent. */
export const floor = (): Json => {
	const { accountId, psnName, informPhone, department, timeout } = FIELDS;
	return node(BENCH.floor, 1, { first: accountId, second: psnName, third: informPhone, fourth: department, fifth: timeout, sixth: '={{ $json.inFlight }}' });
};

const node = (type: string, typeVersion: number, parameters: Json, credential?: CredentialReference): Json => ({
	name: MEASURED,
	type,
	typeVersion,
	parameters,
	...(credential && { credentials: { qiandunApi: credential } }),
});

/** What is sent for each of so many items. */
export const bodies = (accountId: string, count: number): Json[] =>
	Array.from({ length: count }, (_, index) => ({
		accountId,
		psnName: `测试${index}`,
		informPhone: `138${String(index).padStart(8, '0')}`,
		department: `D-${index % 17}`,
	}));

/** The same as input of the node that is measured. @param inFlight requests at once, where a node knows such a thing */
export const inputs = (accountId: string, count: number, inFlight: number): Json[] =>
	bodies(accountId, count).map((body) => ({ ...body, timeoutMs: 300_000, inFlight }));
