/** What becomes of eSign's answers: numbers of states in words, times in ISO, business codes with what to do. */
import type { IDataObject } from 'n8n-workflow';
import { errors } from '../../nodes/Esign/errors.ts';
import { credentialFor, runEsign } from './esign-desk.mts';
import { esignEnvelope, startRecorder, type Recorder } from './recorder.mts';

let recorder: Recorder;
let answer = '';

beforeAll(async () => {
	recorder = await startRecorder((_request, response) => response.end(answer));
});
afterAll(async () => await recorder.close());

const ask = async (key: string, parameters: IDataObject) => await runEsign(credentialFor(recorder.baseUrl.replace('/api', '')), key, parameters);

async function itemOf(key: string, parameters: IDataObject, data: IDataObject): Promise<IDataObject> {
	answer = esignEnvelope(data);
	const { items, error } = await ask(key, parameters);
	expect(error).toBeUndefined();
	return items[0].json;
}

const WORDS = [
	[0, 'draft'],
	[1, 'signing'],
	[2, 'completed'],
	[3, 'revoked'],
	[5, 'expired'],
	[7, 'refused'],
] as const;
const SINCE = { signFlowStartTimeFrom: new Date(Date.now() - 86_400_000).toISOString(), returnAll: true };

describe('the state of a flow', () => {
	it.each([...WORDS, [4, 'unknown'], [99, 'unknown']] as const)('%d is %s in V3, in Get and in Get Many, beside the number', async (number, word) => {
		const flow = await itemOf('signFlowV3.get', { signFlowId: 'f' }, { signFlowStatus: number, signFlowDescription: 'x' });
		expect(Object.entries(flow)).toEqual([['signFlowStatus', number], ['signingStatus', word], ['signFlowDescription', 'x']]);
		const listed = await itemOf('signFlowV3.getMany', SINCE, { total: 1, signFlowInfos: [{ signFlowId: 'f', signFlowStatus: number }] });
		expect(listed).toEqual({ signFlowId: 'f', signFlowStatus: number, signingStatus: word });
	});

	it.each([...WORDS, [4, 'terminated'], [6, 'deleted'], [12, 'rescinded'], [99, 'unknown']] as const)('%d is %s in V1', async (number, word) => {
		expect(await itemOf('signFlowV1.get', { flowId: 'f' }, { flowId: 'f', flowStatus: number })).toEqual({ flowId: 'f', flowStatus: number, signingStatus: word });
	});

	it('as text is the same, and none is no word', async () => {
		expect(await itemOf('signFlowV3.get', { signFlowId: 'f' }, { signFlowStatus: '2' })).toEqual({ signFlowStatus: '2', signingStatus: 'completed' });
		expect(await itemOf('signFlowV3.get', { signFlowId: 'f' }, { docs: [] })).toEqual({ docs: [] });
	});
});

describe('times', () => {
	const MS = 1_649_409_511_000;
	const ISO = '2022-04-08T17:18:31+08:00';

	it('in milliseconds, as number or text, and as text in China time get an ISO text beside them, also inside lists', async () => {
		const flow = await itemOf('signFlowV1.get', { flowId: 'f' }, { flowStartTime: MS, flowEndTime: String(MS), signValidity: '2022-04-08 17:18:31', contractValidity: null });
		expect(flow).toEqual({
			flowStartTime: MS,
			flowStartTimeIso: ISO,
			flowEndTime: String(MS),
			flowEndTimeIso: ISO,
			signValidity: '2022-04-08 17:18:31',
			signValidityIso: ISO,
			contractValidity: null,
		});
		const nested = await itemOf('signFlowV3.get', { signFlowId: 'f' }, {
			signFlowConfig: { signFlowTitle: 'a', signFlowExpireTime: MS },
			signers: [{ signFields: [{ statusUpdateTime: MS }, { statusUpdateTime: null }] }, { signFields: null }],
		});
		expect(nested).toEqual({
			signFlowConfig: { signFlowTitle: 'a', signFlowExpireTime: MS, signFlowExpireTimeIso: ISO },
			signers: [{ signFields: [{ statusUpdateTime: MS, statusUpdateTimeIso: ISO }, { statusUpdateTime: null }] }, { signFields: null }],
		});
	});

	it.each([0, -1, 1_649_409_511, 999_999_999_999_999, 'soon', true, {}])('%j is none and gets no ISO text', async (value) => {
		expect(await itemOf('signFlowV1.get', { flowId: 'f' }, { flowStartTime: value as IDataObject })).toEqual({ flowStartTime: value });
	});
});

describe('a business code', () => {
	it.each(Object.entries(errors))('%s has an English message and something to do', async (code, { message, remedy, aboutFields }) => {
		expect(message).toMatch(/^(eSign|[A-Z])[\x20-\x7e]+[^.]$/);
		expect(remedy).toMatch(/^[A-Z“][^]+\.$/);
		answer = esignEnvelope(null, Number(code), '平台的话');
		const { error } = await ask('signFlowV3.get', { signFlowId: 'f' });
		expect(error?.message).toBe(`${message}${aboutFields === true ? ': 平台的话' : ''} (eSign code ${code}) [item 0]`);
		expect(error?.description).toContain(remedy);
		expect(`${error?.message} ${error?.description}`).toContain('平台的话');
	});

	it('of every group of the specification is known', () => {
		const wanted =
			'1435002 1435011 1435012 1435203 1435404 1435405 1436116 1437103 1437108 1437109 1437110 1437111 1437112 1437113 1437114 1437137 1437138 1437168 1437169 1437182 1437203 1437306 1437328 1437502 1437511 1437513 1437518 1437608 ' +
			'1430002 1430011 1430012 1430524 1430601 1430608 1430802 1450001 1450002 1450003 1450004 1450005 1450006 1450007 1450008 1450901 1450902 1450903 1450904 1450905 1450909 1450910 ' +
			'1000000 10000001 10000007 1499000 31400100 31400109 31400122 31400131 31400133 31400139 31400140 31400142 31410044';
		expect(wanted.split(' ').filter((code) => !(code in errors))).toEqual([]);
	});

	it('that is not known is passed on in the platform’s own words', async () => {
		answer = esignEnvelope(null, 1499999, '某种错误');
		expect((await ask('signFlowV3.get', { signFlowId: 'f' })).error?.message).toBe('eSign refused: 某种错误 (code 1499999) [item 0]');
	});
});
