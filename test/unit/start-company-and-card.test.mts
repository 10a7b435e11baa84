import { COMPANY_ONBOARDING, COMPANY_ONBOARDING_WEBHOOK, companyAccountIdOf, fictionalCompany } from '../../tools/start/company-onboarding.mts';
import { ID_CARD, ID_CARD_WEBHOOK } from '../../tools/start/id-card.mts';
import { type Json, record, text } from '../../tools/start/json.mts';
import { deeplyEvaluated, evaluated, exampleNamed, lookInto } from './start-example-support.mts';

describe('the company example', () => {
	const { parametersOf, node, targets, assigned, reported, condition } = lookInto(exampleNamed(COMPANY_ONBOARDING));
	const company = fictionalCompany(7);
	const settings = (body: object) => record(deeplyEvaluated(assigned('Settings'), { json: { body } }));
	const REPORTS = {
		'Report Registered': 'registered',
		'Report No Seal': 'no_seal',
		'Report Conflict': 'conflict',
		'Report Timed Out': 'timed_out',
		'Report Failed': 'failed',
		'Report Not Created': 'failed',
	};

	it('takes events where npm start posts them, and answers with 202 at once', () => {
		expect(parametersOf('CRM Company Created')).toMatchObject({
			path: COMPANY_ONBOARDING_WEBHOOK,
			responseMode: 'onReceived',
			options: { responseCode: { values: { customCode: 202 } } },
		});
		expect(settings(company)).toMatchObject({ ...company, accountId: companyAccountIdOf(company) });
	});

	it('finds what an event lacks', () => {
		const given = settings({ ...company, mobile: undefined, legalRepName: ' ' });
		expect(evaluated(condition('Company Is Complete?').leftValue, { json: given })).toBe('legalRepName, mobile');
		expect(evaluated(parametersOf('Stop: Company Incomplete').errorMessage, { json: given })).toBe(
			'The CRM event lacks legalRepName, mobile. Nothing was created.',
		);
	});

	it('looks before it checks, since a check may be charged for, and checks nothing of a company that is there', () => {
		expect(targets('Company Is Complete?')[0]).toBe('Get Company');
		expect(targets('Get Company')).toEqual(['Same Company?', 'Verify Four Factors']);
		expect(targets('Same Company?')).toEqual(['Get Seals', 'Report Conflict']);
		expect(node('Verify Four Factors')).not.toHaveProperty('retryOnFail');
	});

	it.each([['91000000MA00000007', '91000000ma00000007', true], ['91000000MA00000007', '91000000MA00000008', false]])(
		'holds the registration number %s for that of the event, %s: %s',
		(there, given, same) => {
			for (const name of ['Same Company?', 'Same Company Again?']) {
				const { leftValue, rightValue } = condition(name);
				const here = { nodes: { Settings: [{ registrationNumber: given }] } };
				expect(evaluated(leftValue, { json: { corpIDCardNum: there } }) === evaluated(rightValue, here)).toBe(same);
			}
		},
	);

	it('takes factors that do not match as an answer: the company gets a page, with its name fixed and the representative open', () => {
		expect(condition('Factors Match?').rightValue).toBe('passed');
		expect(targets('Factors Match?')).toEqual(['Create Company', 'Get Verification Page URL']);
		const fields = Object.keys(record(parametersOf('Get Verification Page URL').optionalFields));
		expect(fields).toEqual(expect.arrayContaining(['corpName', 'corpIDCardNum']));
		expect(fields.join()).not.toContain('legalRep');
	});

	it('waits a bounded time, and goes on looking after a look that failed', () => {
		expect(targets('Get Verification')).toEqual(['Verified?', 'Looks Left?']);
		expect(targets('Verified?')).toEqual(['Create Company', 'Looks Left?']);
		expect(targets('Looks Left?')).toEqual(['Wait', 'Report Timed Out']);
		for (const name of ['Looks Left?', 'Wait', 'Report Timed Out']) expect(JSON.stringify(parametersOf(name))).not.toContain('$json');
	});

	it('tells the CRM at once that the factors did not match, with the page and its flow number; a CRM that is down keeps nobody from verifying', () => {
		expect(targets('Get Verification Page URL')).toEqual(['Message To Company']);
		expect(targets('Message To Company')).toEqual(['Report Verification Sent']);
		expect(targets('Report Verification Sent')).toEqual(['Wait']);
		expect(node('Report Verification Sent')).toMatchObject({ retryOnFail: true, onError: 'continueRegularOutput', parameters: { method: 'POST' } });
		const nodes = { Settings: [settings(company)], 'Get Verification Page URL': [{ flowNo: 'OPFN1', url: 'https://page' }] };
		expect(deeplyEvaluated(reported('Report Verification Sent'), { nodes })).toEqual({
			status: 'verification_sent',
			accountId: companyAccountIdOf(company),
			reason: expect.stringContaining('The four factors did not match'),
			flowNo: 'OPFN1',
			verificationUrl: 'https://page',
		});
		expect(reported('Report Timed Out').reason).toContain('The four factors did not match');
	});

	it('survives a lost answer to the create: it takes the company that is there', () => {
		expect(targets('Create Company')).toEqual(['Get Seals', 'Get Company Again']);
		expect(targets('Get Company Again')).toEqual(['Same Company Again?', 'Report Not Created']);
		expect(targets('Same Company Again?')).toEqual(['Get Seals', 'Report Not Created']);
	});

	it.each<[string, Json[], string]>([
		['the one of that name', [{ sealId: 1, sealName: '测试公章' }, { sealId: 2, sealName: '测试合同专用章' }], '2'],
		['the first where none has the name', [{ sealId: 1, sealName: '测试公章' }, { sealId: 3, sealName: '财务章' }], '1'],
		['none where there is none', [{}], ''],
	])('chooses of the seals %s', (_what, seals, sealId) => {
		const nodes = { Settings: [settings(company)], 'Get Seals': seals };
		expect(evaluated(assigned('Choose Seal').sealId, { nodes })).toBe(sealId);
		expect(node('Choose Seal').executeOnce).toBe(true);
		expect(node('Get Seals').alwaysOutputData).toBe(true);
		expect(targets('Seal Found?')).toEqual(['Get Silent Signing URL', 'Report No Seal']);
	});

	it('tells the CRM every outcome, and repeats the report', () => {
		for (const [name, status] of Object.entries(REPORTS)) {
			expect(reported(name)).toMatchObject({ status, accountId: "={{ $('Settings').first().json.accountId }}" });
			expect(node(name)).toMatchObject({ retryOnFail: true, parameters: { method: 'POST' } });
			expect(text(parametersOf(name).url)).toMatch(/\/companies\/.*\/onboarding$/);
			expect(targets(name)).toEqual([]);
		}
	});

	it('is played with a company that cannot exist', () => {
		expect(company.registrationNumber).toMatch(/^91000000MA/);
		expect(fictionalCompany(1_795_374_634_338).registrationNumber).toBe('91000000MA74634338');
		expect(company.legalRepIdNumber).toMatch(/^000000/);
	});
});

describe('the ID card example', () => {
	const { parametersOf, targets, assigned, condition } = lookInto(exampleNamed(ID_CARD));
	const read = { name: '测试甲', psnIdCardNum: '990000199003071235' };
	const nodes = { Settings: [{ accountId: 'crm-7' }], 'Recognize ID Card': [read] };
	const code = (name: string) => record(parametersOf(name).options).responseCode;

	it('takes pictures where npm start posts them; no picture or no crmId is answered with 400', () => {
		expect(parametersOf('Picture Received')).toMatchObject({ path: ID_CARD_WEBHOOK, responseMode: 'responseNode' });
		const settings = (body: object) => record(deeplyEvaluated(assigned('Settings'), { json: { body } }));
		expect(settings({ crmId: ' 7 ' })).toEqual({ crmId: '7', accountId: 'crm-7' });
		const { leftValue } = condition('Picture Came Along?');
		expect(evaluated(leftValue, { json: { crmId: '7' }, binary: { file: {} } })).toBe(true);
		expect(evaluated(leftValue, { json: { crmId: '' }, binary: { file: {} } })).toBe(false);
		expect(evaluated(leftValue, { json: { crmId: '7' } })).toBe(false);
		expect(code('Answer: Incomplete')).toBe(400);
	});

	it('answers a picture that cannot be read, or holds too little, with 422', () => {
		expect(targets('Recognize ID Card')).toEqual(['Card Is Read?', 'Answer: Not Read']);
		expect(targets('Card Is Read?')).toEqual(['Create User', 'Answer: Not Read']);
		expect(evaluated(condition('Card Is Read?').leftValue, { json: read })).toBe(true);
		expect(evaluated(condition('Card Is Read?').leftValue, { json: { name: '测试甲' } })).toBe(false);
		expect(code('Answer: Not Read')).toBe(422);
	});

	it('answers with name and ID number masked', () => {
		const answer = evaluated(parametersOf('Answer: User').responseBody, { nodes });
		expect(answer).toEqual({ accountId: 'crm-7', name: '测**', idNumber: '990***********1235', alreadyExisted: false });
		expect(evaluated(parametersOf('Answer: User').responseBody, { nodes, executed: ['Get Existing User'] })).toMatchObject({ alreadyExisted: true });
		expect(code('Answer: User')).toBe(200);
	});

	it.each([
		['测试甲', '990000199003071235', true],
		['测**', '990***********1235', true],
		['测试乙', '990000199003071235', false],
		['测试甲', undefined, false],
	])('holds the user that exists (%s, %s) for the person on the card: %s', (psnName, psnIDCardNum, same) => {
		expect(evaluated(condition('Same Person?').leftValue, { json: { psnName, psnIDCardNum }, nodes })).toBe(same);
		expect(targets('Same Person?')).toEqual(['Answer: User', 'Answer: Conflict']);
		expect(code('Answer: Conflict')).toBe(409);
	});

	it('survives a lost answer to the create, and says when there is no user', () => {
		expect(targets('Create User')).toEqual(['Answer: User', 'Get Existing User']);
		expect(targets('Get Existing User')).toEqual(['Same Person?', 'Answer: Failed']);
		expect(code('Answer: Failed')).toBe(502);
	});
});
