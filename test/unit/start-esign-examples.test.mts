import fs from 'node:fs';
import path from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { mapped } from '../../engine/mapping.ts';
import { componentsOf, inputOf } from '../../nodes/Esign/resources/fileV3/components.ts';
import { createFromTemplate } from '../../nodes/Esign/resources/fileV3/createFromTemplate.ts';
import { signFlowStatus } from '../../nodes/Esign/resources/signingStatus.ts';
import { signFlowBody } from '../../nodes/Esign/resources/signFlowV3/body.ts';
import { readEvent } from '../../nodes/EsignTrigger/events.ts';
import { eventItem } from '../../nodes/QiandunTrigger/events.ts';
import { SIGN_PLACES, TEMPLATES } from '../../sandbox/contract-templates.mts';
import { docTemplateIdOf, fieldsOf } from '../../sandbox/esign/doc-templates.mts';
import { keywordPlaces } from '../../sandbox/pdf/keyword-search.mts';
import { CONTRACT_OVER } from '../../tools/start/callback-hub.mts';
import { ESIGN_EXAMPLES } from '../../tools/start/esign-examples.mts';
import { ESIGN_TEMPLATE, ESIGN_TEMPLATE_WEBHOOK, fictionalOrder, orderCodeOf } from '../../tools/start/esign-template.mts';
import { ESIGN_WAIT, ESIGN_WAIT_WEBHOOK, esignCodeOf, fictionalPartiesCase } from '../../tools/start/esign-wait.mts';
import { type Json, record, records, text } from '../../tools/start/json.mts';
import { TWO_PLATFORMS } from '../../tools/start/two-platforms.mts';
import { deeplyEvaluated, evaluated, exampleNamed, holds, lookInto, outputOf, reportsWithoutKey, type Surroundings } from './start-example-support.mts';

const { left, right } = SIGN_PLACES;
const DAY_MS = 86_400_000;
const $now = { plus: ({ days }: { days: number }) => ({ toISO: () => new Date(Date.now() + days * DAY_MS).toISOString() }) };

/** What a create would send, with the field values as they are in the editor. */
const flowSent = (parameters: Json, surroundings: Surroundings): Json => {
	const { optionalFields, ...values } = record(deeplyEvaluated(parameters, { ...surroundings, others: { $now } }));
	return signFlowBody({ ...values, ...record(optionalFields) } as IDataObject, new Date());
};

const configOf = (field: Json): Json => record(field.normalSignFieldConfig);
const numbersIn = (flow: Json) => records(flow.signers).flatMap(({ signFields }) => records(signFields)).map(({ customBizNum }) => customBizNum);

describe.each(ESIGN_EXAMPLES)('of the examples with eSign\'s flows "%s"', (name) => {
	const workflow = exampleNamed(name);
	const { node } = lookInto(workflow);

	it('carries a key in every report, so that the CRM can take it once, and repeats the report', () => {
		expect(reportsWithoutKey(workflow)).toEqual([]);
	});

	it('leaves no create to n8n to repeat: eSign knows no key of ours for a flow', () => {
		for (const create of ['Create and Wait', 'Create Sign Flow']) expect(node(create)).not.toHaveProperty('retryOnFail');
	});
});

describe('the eSign example that waits', () => {
	const { parametersOf, node, targets, assigned, reported } = lookInto(exampleNamed(ESIGN_WAIT));
	const given = fictionalPartiesCase(7, 1);
	const settings = record(deeplyEvaluated(assigned('Settings'), { json: { body: given }, binary: { file: {} } }));
	const surroundings = { json: { fileId: 'F', fileName: '销售订单.pdf', fileTotalPageCount: 2 }, nodes: { Settings: [settings] } };

	it('takes cases where npm start posts them, and answers with 202 at once', () => {
		expect(parametersOf('Contract Wanted')).toMatchObject({ path: ESIGN_WAIT_WEBHOOK, responseMode: 'onReceived' });
		expect(settings).toMatchObject({ ...given, missing: '', businessCode: esignCodeOf(given) });
		expect(parametersOf('Settings')).toMatchObject({ includeOtherFields: true, include: 'selected', includeFields: '' });
		const { missing } = record(deeplyEvaluated(assigned('Settings'), { json: { body: { ...given, clerkName: ' ' } } }));
		expect(missing).toBe('clerkName, file');
	});

	it('puts the seals to the keywords of the sample, which leads to the places that are there for them', async () => {
		const pdf = fs.readFileSync(path.join(process.cwd(), 'examples', 'data', 'sales-order.pdf'));
		const flow = flowSent(parametersOf('Create and Wait'), surroundings);
		const byKeyword = records(flow.signers).flatMap(({ signFields }) => records(signFields)).map((field) => record(field.byKeyword)).filter(({ keyword }) => keyword !== undefined);
		const found = await keywordPlaces(pdf, byKeyword.map(({ keyword }) => text(keyword)));
		for (const [index, place] of [right, left].entries()) {
			expect(found[index]).toHaveLength(1);
			expect(found[index]?.[0]?.page).toBe(2);
			expect(Math.abs(Number(found[index]?.[0]?.x) + Number(byKeyword[index]?.offsetX) - place.x)).toBeLessThan(2);
			expect(Math.abs(Number(found[index]?.[0]?.y) + Number(byKeyword[index]?.offsetY) - place.y)).toBeLessThan(2);
		}
	});

	it('has the person sign with the date, and then the company, across all pages too, each by SMS', () => {
		const { signers: [person, company] = [], signFlowConfig } = flowSent(parametersOf('Create and Wait'), surroundings) as { signers?: Json[]; signFlowConfig: Json };
		expect(person).toMatchObject({ signerType: 0, signConfig: { signOrder: 1 }, psnSignerInfo: { psnAccount: given.personMobile, psnInfo: { psnName: given.personName } } });
		expect(company).toMatchObject({
			signerType: 1,
			signConfig: { signOrder: 2 },
			orgSignerInfo: { orgName: given.companyName, transactorInfo: { psnAccount: given.clerkMobile, psnInfo: { psnName: given.clerkName } } },
		});
		expect(records(person?.signFields)[0]).toMatchObject({ signDateConfig: { showSignDate: 1 } });
		expect(records(company?.signFields).map((field) => configOf(field).signFieldStyle)).toEqual([1, 2]);
		expect(configOf(records(company?.signFields)[1] ?? {}).signFieldPosition).toMatchObject({ acrossPageMode: 'ALL' });
		expect(record(signFlowConfig.noticeConfig).noticeTypes).toBe('1');
	});

	it('gives each sign field the number of the case, and waits a day longer than the contract can be signed', () => {
		const flow = flowSent(parametersOf('Create and Wait'), surroundings);
		expect(new Set(numbersIn(flow))).toEqual(new Set([esignCodeOf(given)]));
		const { waitLimit, waitUnit } = record(deeplyEvaluated(parametersOf('Create and Wait'), { ...surroundings, others: { $now } }));
		expect([waitLimit, waitUnit]).toEqual([Number(settings.daysToSign) + 1, 'days']);
		const days = (Number(record(flow.signFlowConfig).signFlowExpireTime) - Date.now()) / DAY_MS;
		expect(Math.round(days)).toBe(settings.daysToSign);
	});

	it('has a way for each word of the platform in which a flow can end, one for the limit, and stops at any other', () => {
		const ways = new Map(Object.values(signFlowStatus.words).map((word) => [word, outputOf(parametersOf('How Did It End?'), { json: { signingStatus: word } })]));
		expect(Object.fromEntries(ways)).toEqual({
			draft: 'Anything else', signing: 'Limit reached', completed: 'Completed', revoked: 'Revoked', expired: 'Expired', refused: 'Refused',
		});
		expect(targets('How Did It End?')).toEqual([
			'Download Files', 'Report Other End', 'Report Other End', 'Report Other End', 'Get Sign Flow', 'Stop: Unknown End',
		]);
	});

	it('asks at the limit what is true, and goes round once only', () => {
		expect(targets('Get Sign Flow')).toEqual(['Still Open?']);
		expect(targets('Still Open?')).toEqual(['Report Timed Out', 'How Did It End?']);
		const isOpen = (signingStatus: string) => holds(parametersOf('Still Open?').conditions, { json: { signingStatus } });
		expect([isOpen('signing'), isOpen('completed'), isOpen('draft')]).toEqual([true, false, false]);
	});

	it.each([
		[{ signingStatus: 'refused', statusDescription: '价格有误' }, '价格有误'],
		[{ signingStatus: 'refused', signFlowDescription: '价格有误' }, '价格有误'],
		[{ signingStatus: 'expired' }, ''],
	])('tells the CRM how else it ended, and why where the platform says so: %j', (json, reason) => {
		const report = record(deeplyEvaluated(reported('Report Other End'), { json, nodes: { Settings: [settings], 'Create and Wait': [{ signFlowId: 'S' }] } }));
		expect(report).toEqual({ status: json.signingStatus, businessCode: esignCodeOf(given), contractId: 'S', reason });
	});

	it('reports a contract as signed only when the archive holds the bytes that were downloaded, and each failure before the flow', () => {
		expect(targets('Filed Intact?')).toEqual(['Report Signed', 'Stop: Filed Copy Differs']);
		expect(reported('Report Signed')).toMatchObject({ status: 'signed', businessCode: "={{ $('Settings').first().json.businessCode }}" });
		for (const name of ['Upload File', 'Create and Wait']) {
			expect(targets(name)).toContain('Report Failed');
			expect(node(name).onError).toBe('continueErrorOutput');
		}
	});
});

describe('the eSign example with a template', () => {
	const { parametersOf, targets, assigned, reported } = lookInto(exampleNamed(ESIGN_TEMPLATE));
	const order = fictionalOrder(7, 1);
	const settings = record(deeplyEvaluated(assigned('Settings'), { json: { body: order } }));
	const nodes = { Settings: [settings] };
	const template = TEMPLATES.find((one) => docTemplateIdOf(one) === record(parametersOf('Create File').docTemplateId).value);

	it('takes orders where npm start posts them, and answers with 202 at once', () => {
		expect(parametersOf('Order Confirmed')).toMatchObject({ path: ESIGN_TEMPLATE_WEBHOOK, responseMode: 'onReceived' });
		expect(settings).toMatchObject({ ...order, missing: '', businessCode: orderCodeOf(order) });
		const { missing } = record(deeplyEvaluated(assigned('Settings'), { json: { body: { ...order, product: '', quantity: null } } }));
		expect(missing).toBe('product, quantity');
	});

	it('has the inputs that the editor reads off the sandbox\'s template, and fills in each of them', () => {
		if (template === undefined) throw new Error('The sandbox has no such template.');
		const { components } = parametersOf('Create File');
		const inputs = componentsOf({ components: fieldsOf(template) }).map(inputOf);
		expect(records(record(components).schema).map(({ removed, ...input }) => [removed, input])).toEqual(inputs.map((input) => [false, input]));
		const values = deeplyEvaluated(parametersOf('Create File'), { nodes });
		const body = createFromTemplate.toBody?.({ ...(values as IDataObject), components: mapped(record(values).components, {}) }, new Date()) ?? {};
		const filled = records(body.components).map(({ componentId, componentValue }) => {
			const key = fieldsOf(template).find((field) => field.componentId === componentId)?.componentKey;
			return [key, componentValue];
		});
		const { orderNumber, sellerName, ...others } = Object.fromEntries(filled) as Json;
		expect([orderNumber, sellerName]).toEqual([order.caseId, settings.sellerName]);
		expect(order).toMatchObject(others);
		expect(Object.keys(others)).toHaveLength(fieldsOf(template).length - 2);
	});

	it('signs where the template wants it: the buyer, then the own organization without being asked', () => {
		const json = { fileId: 'F', fileName: '销售订单.pdf', fileTotalPageCount: 2 };
		const flow = flowSent(parametersOf('Create Sign Flow'), { json, nodes });
		const places = records(flow.signers).map(({ signerType, signFields }) => {
			const config = configOf(records(signFields)[0] ?? {});
			const { positionPage, positionX, positionY } = record(config.signFieldPosition);
			return [signerType, config.autoSign ?? false, Number(positionPage), positionX, positionY];
		});
		const page = template?.pages.length;
		expect(places).toEqual([[0, false, page, right.x, right.y], [1, true, page, left.x, left.y]]);
		expect(numbersIn(flow)).toEqual([orderCodeOf(order), orderCodeOf(order)]);
	});

	it('gives the link to the CRM, and writes the message for the buyer', () => {
		const { to, text: words } = record(deeplyEvaluated(assigned('Message To Buyer'), { json: { shortUrl: 'http://127.0.0.1/s' }, nodes }));
		expect([to, words]).toEqual([order.buyerMobile, `测试丁,您好!请点击链接签署《销售订单 ${order.caseId}》:http://127.0.0.1/s`]);
		expect(reported('Report Sent')).toMatchObject({ status: 'sent', signingUrl: "={{ $('Message To Buyer').first().json.url }}" });
		for (const name of ['Create File', 'Create Sign Flow']) expect(targets(name)).toContain('Report Failed');
	});
});

describe('the example for both platforms', () => {
	const { parametersOf, targets, assigned, reported } = lookInto(exampleNamed(TWO_PLATFORMS));
	const receivedAt = new Date(0);
	const qiandun = (status: string, businessCode = 'order-9') =>
		eventItem({ transactionId: 'q', businessType: CONTRACT_OVER }, { data: { contractId: '42', businessCode, status } }, {}, receivedAt);
	const esign = (signFlowStatus: string) =>
		readEvent('SIGN_FLOW_COMPLETE', { signFlowId: 'F', signFlowStatus, statusDescription: '数量有误' }, receivedAt).item;
	const flow = { signers: [{ signFields: [{ customBizNum: null }] }, { signFields: [{ customBizNum: 'order-9' }] }] };
	const constants = { codePrefix: text(assigned('Settings').codePrefix) };
	const fromQiandun = (event: Json) => ({ ...constants, ...record(deeplyEvaluated(assigned('From Qiandun'), { nodes: { 'Qiandun Trigger': [event] } })) });
	const fromEsign = (event: Json, json: Json = flow) => ({ ...constants, ...record(deeplyEvaluated(assigned('From eSign'), { json, nodes: { 'eSign Trigger': [event] } })) });
	const cased = (json: Json) => ({ ...json, ...record(deeplyEvaluated(assigned('Case'), { json })) });

	it('begins with both triggers, which answer when the workflow has ended, and merges them', () => {
		for (const trigger of ['Qiandun Trigger', 'eSign Trigger']) expect(parametersOf(trigger)).toMatchObject({ respond: 'lastNode', deduplicate: true });
		for (const name of ['From Qiandun', 'From eSign']) expect(targets(name)).toEqual(['Settings']);
		expect(parametersOf('Settings').includeOtherFields).toBe(true);
		expect(Object.keys(assigned('From eSign'))).toEqual(Object.keys(assigned('From Qiandun')));
	});

	it.each([
		['finished', '2', 'Completed'],
		['rejected', '7', 'Refused'],
		['withdrawn', '3', 'Revoked'],
		['expired', '5', 'Expired'],
		['signing', '1', 'Anything else'],
	])('takes "%s" of Qiandun and %s of eSign to the same output, %s', (word, number, output) => {
		for (const item of [fromQiandun(qiandun(word)), fromEsign(esign(number))]) {
			expect(outputOf(parametersOf('How Did It End?'), { json: cased(item) })).toBe(output);
		}
	});

	it('reads the case number out of the business code, on eSign out of the number of a sign field', () => {
		for (const item of [fromQiandun(qiandun('finished')), fromEsign(esign('2'))]) expect(cased(item)).toMatchObject({ businessCode: 'order-9', caseId: '9' });
		expect(orderCodeOf({ caseId: '9' })).toBe('order-9');
	});

	it('leaves alone what is not its own', () => {
		const isOurs = (json: Json) => holds(parametersOf('Ours?').conditions, { json });
		expect([fromQiandun(qiandun('finished', 'deal-9')), fromEsign(esign('2'), { signers: [] }), fromEsign(esign('2'))].map(isOurs)).toEqual([false, false, true]);
		expect(targets('Ours?')).toEqual(['Case', 'Not Ours']);
	});

	it('downloads from the platform that has the contract', () => {
		const isQiandun = (json: Json) => holds(parametersOf('On Qiandun?').conditions, { json });
		expect([isQiandun(fromQiandun(qiandun('finished'))), isQiandun(fromEsign(esign('2')))]).toEqual([true, false]);
		expect(targets('On Qiandun?')).toEqual(['Download Contract', 'Download Files']);
		for (const [name, id] of [['Download Contract', 'contractId'], ['Download Files', 'signFlowId']] as const) {
			expect(evaluated(parametersOf(name)[id], { json: { contractId: '42' } })).toBe('42');
			expect(targets(name)).toEqual(['Signed File']);
		}
	});

	it('tells the CRM the same of both', () => {
		const told = (item: Json) => record(deeplyEvaluated(reported('Report Other End'), { nodes: { Case: [cased(item)] } }));
		expect(told(fromQiandun(qiandun('rejected')))).toEqual({
			status: 'refused', platform: 'qiandun', businessCode: 'order-9', transactionId: 'q', contractId: '42', reason: '',
		});
		expect(told(fromEsign(esign('7')))).toEqual({
			status: 'refused', platform: 'esign', businessCode: 'order-9', transactionId: 'SIGN_FLOW_COMPLETE:F:7', contractId: 'F', reason: '数量有误',
		});
		expect(targets('How Did It End?')).toEqual(['On Qiandun?', 'Report Other End', 'Report Other End', 'Report Other End', 'Nothing To Do']);
	});
});
