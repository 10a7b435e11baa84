/** What never appears in an error or a log, and what must stay readable there. */
import fc from 'fast-check';
import { allOperations } from '../../engine/operation.ts';
import { isSensitiveKey, mask, sensitiveValues } from '../../engine/privacy.ts';
import { sentFields } from '../../tools/against/sent.mts';
import { platforms } from '../../tools/platforms.mts';

const pad = (number: number, length: number) => String(number).padStart(length, '0');

/** 身份证号 of the mainland, any area and any day. */
const idNumber = fc
	.tuple(
		fc.integer({ min: 110000, max: 820000 }),
		fc.integer({ min: 1900, max: 2099 }),
		fc.integer({ min: 1, max: 12 }),
		fc.integer({ min: 1, max: 31 }),
		fc.integer({ min: 0, max: 999 }),
		fc.constantFrom(...'0123456789Xx'),
	)
	.map(([area, year, month, day, serial, check]) => `${area}${year}${pad(month, 2)}${pad(day, 2)}${pad(serial, 3)}${check}`);

const mobile = fc
	.tuple(fc.integer({ min: 13, max: 19 }), fc.integer({ min: 0, max: 999_999_999 }))
	.map(([prefix, rest]) => `${prefix}${pad(rest, 9)}`);

/** Text as it stands around such a number in an answer or a string to sign: never a digit or letter right beside it. */
const before = fc.constantFrom('', ' ', '"', '身份证号', '手机号:', 'psnIDCardNum=', '&psnMobile=', '{"psnMobile":"', '(+86) ', 'psnIDCardNum%3D', '%22');
const after = fc.constantFrom('', '%22%2C', ' ', '"', '已存在', '&accountId=1', ',', '。', '"}', ')');

/** What a person or a system puts into a field. Without stars, which are what masking leaves. */
const value = fc
	.oneof(
		fc.stringMatching(/^[A-Z0-9]{4,30}$/),
		fc.stringMatching(/^[a-z0-9.+@ -]{4,30}$/),
		fc.string({ unit: fc.constantFrom(...'张三李四王五欧阳娜😀&=+%/?"\\ ab01'), minLength: 4, maxLength: 20 }),
	)
	.filter((text) => text.length >= 4 && text.trim() === text);

const contractId = fc.bigInt({ min: 10n ** 18n, max: 9_223_372_036_854_775_807n }).map(String);
/** 19 digits of which 18 look like an ID number. */
const misleadingId = fc
	.tuple(idNumber, fc.integer({ min: 1, max: 9 }), fc.boolean())
	.filter(([number]) => /\d$/.test(number))
	.map(([number, digit, isFirst]) => (isFirst ? `${digit}${number}` : `${number}${digit}`));
/** As in OPFN172132uUTjikwlUoSa, seen on the page of 查询个人用户信息. */
const flowNumber = fc
	.tuple(fc.integer({ min: 0, max: 999_999 }), fc.stringMatching(/^[A-Za-z]{14}$/))
	.map(([digits, letters]) => `OPFN${pad(digits, 6)}${letters}`);

it('of all fields only those stand in an address that the platforms want there', () => {
	const found = platforms.flatMap(({ provider }) =>
		[...allOperations(provider.resources)].flatMap(({ key, operation }) =>
			operation.routing === undefined
				? []
				: sentFields(operation)
						.filter(({ name, place }) => place !== 'body' && isSensitiveKey(name))
						.map(({ name }) => `${key} ${name}`),
		),
	);
	// docs/personal-data.md#in-addresses; nothing else may come in unnoticed.
	expect(found).toEqual([
		'user.get psnIDCardNum',
		'company.get corpIDCardNum',
		'identityV3.getPerson psnAccount',
		'identityV3.getPerson psnIDCardNum',
		'identityV3.getOrganization orgIDCardNum',
	]);
});

describe('an error text', () => {
	it.each([
		['邮箱 zhang.san+hr@mail.example.com.cn 已注册', '邮箱 ***cn 已注册'],
		['{"psnAccount":"a@b.cn"}', '{"psnAccount":"***"}'],
		['x@localhost, @example.com and a@ stay', 'x@localhost, @example.com and a@ stay'],
	])('shows no email address, also one that was not sent: %s', (text, masked) => expect(mask(text)).toBe(masked));

	it.each([
		// The parts of a number: area, day of birth, serial, check digit.
		['110101190001011234', '***34'],
		['110101209912311234', '***34'],
		['11010119000101123X', '***3X'],
		['11010119000101123x', '***3x'],
		['110101189901011234', '110101189901011234'],
		['110101210001011234', '110101210001011234'],
		['110101190000011234', '110101190000011234'],
		['110101190013011234', '110101190013011234'],
		['110101190001321234', '110101190001321234'],
		['11010119000101123', '11010119000101123'],
		['1101011900010112345', '1101011900010112345'],
		['13000000000', '***00'],
		['19999999999', '***99'],
		['12900000000', '12900000000'],
		['1300000000', '1300000000'],
		['130000000000', '130000000000'],
		['%E5%91%9813000000000', '%E5%91%98***00'],
		['86-138-0000-0000', '***00'],
		['a-b_c%2B.d+e@x-1.cn', '***cn'],
		['a@b.c', '***'],
		['a@bc.defghi', '***hi'],
		['a@bc.defgh', '***'],
	])('of %s shows %s', (text, masked) => expect(mask(text)).toBe(masked));

	it('shows the end of what has eleven characters or more, and nothing of what has fewer', () => {
		expect(mask('1234567890', ['1234567890'])).toBe('***');
		expect(mask('12345678901', ['12345678901'])).toBe('***01');
	});

	it('takes no longer for long texts without one', () => {
		const started = performance.now();
		mask('a'.repeat(50_000));
		const short = performance.now() - started;
		mask('a'.repeat(1_000_000));
		expect(performance.now() - started - short).toBeLessThan(Math.max(short, 10) * 100);
	});

	it('never shows an ID number, whatever stands around it', () => {
		fc.assert(
			fc.property(before, idNumber, after, (left, number, right) => {
				const masked = mask(left + number + right);
				expect(masked).not.toContain(number);
				// Nor most of it: only the end stays, for telling two apart.
				expect(masked).not.toContain(number.slice(0, 6));
				expect(masked).toBe(`${left}***${number.slice(-2)}${right}`);
			}),
		);
	});

	it('never shows a mobile number, whatever stands around it, with or without the country code', () => {
		fc.assert(
			fc.property(before, fc.constantFrom('', '86', '+86', '+86 ', '86-', '0086'), mobile, after, (left, country, number, right) => {
				expect(mask(left + country + number + right)).not.toContain(number.slice(0, 9));
			}),
		);
	});

	it.each(['138 0000 0000', '138-0000-0000', '+86 138 0000 0000'])('never shows a mobile number written as %s', (written) => {
		expect(mask(`电话 ${written}。`)).toBe('电话 ***00。');
	});

	it('never shows several of them in one text', () => {
		fc.assert(
			fc.property(fc.array(fc.oneof(idNumber, mobile), { minLength: 1, maxLength: 5 }), (numbers) => {
				const masked = mask(numbers.join(','));
				for (const number of numbers) expect(masked).not.toContain(number);
				expect(masked.split(',')).toHaveLength(numbers.length);
			}),
		);
	});

	it('never shows a value of the request, in whatever form the platform echoes it', () => {
		fc.assert(
			fc.property(fc.array(value, { minLength: 1, maxLength: 4 }), fc.constantFrom('?q=', ' ', '值'), (values, separator) => {
				const forms = values.flatMap((text) => {
					const encoded = encodeURIComponent(text);
					const lower = encoded.replace(/%../g, (hex) => hex.toLowerCase());
					return [text, JSON.stringify(text).slice(1, -1), encoded, lower, encoded.replace(/%20/g, '+'), lower.replace(/%20/g, '+')];
				});
				const masked = mask(`echo: ${forms.join(separator)}!`, values);
				for (const form of forms) expect(masked).not.toContain(form);
				expect(masked).toMatch(/^echo: \*\*\*/);
			}),
			{ numRuns: 500 },
		);
	});

	it('shows no part of a value that stands inside a longer one', () => {
		expect(mask('数据 6222021234567890123 与 62220212', ['62220212', '6222021234567890123'])).toBe('数据 ***23 与 ***');
	});

	it('survives a value that is no whole text: half a surrogate pair', () => {
		expect(mask('abc\ud800d', ['bc\ud800d'])).toBe('a***');
	});

	it('shows contract ids of 19 digits, flow numbers, timestamps and file codes as they are', () => {
		const kept = fc.oneof(
			contractId,
			misleadingId,
			flowNumber,
			fc.integer({ min: 1_600_000_000_000, max: 1_999_999_999_999 }).map(String),
			fc.constant('FC_20241212171254RkztvLleUICgRSe'),
			fc.constant('2024-12-19 17:21:39'),
			fc.constant('oc_10011'),
			fc.constant('56faf695'),
		);
		fc.assert(
			fc.property(before, kept, after, mobile, (left, text, right, secret) => {
				// What the item itself holds is masked wherever it stands.
				fc.pre(!text.includes(secret));
				expect(mask(`${left}${text}${right}`, [secret])).toBe(`${left}${text}${right}`);
			}),
			{ numRuns: 1000 },
		);
	});

	it('stays as it is where nothing personal is in it', () => {
		expect(mask('签名不匹配,请检查 X-Ca-Signature')).toBe('签名不匹配,请检查 X-Ca-Signature');
		expect(mask('', ['13800000000'])).toBe('');
	});
});

describe('the personal values of a request', () => {
	it('are found at any depth, as text or number, in lists too', () => {
		expect(
			sensitiveValues({
				accountId: 'crm-1042',
				psnName: '张三',
				psnAuthConfig: { psnIDCardType: 'CRED_PSN_CH_IDCARD', psnIDCardNum: '110101199003070011', psnMobile: 13800000000 },
				signers: [{ informPhone: '13900000000' }, { psnBankCardNo: 6222021234567890123n }],
				phones: ['13700000000'],
				nothing: null,
			}),
		).toEqual(['110101199003070011', '13800000000', '13900000000', '6222021234567890123', '13700000000']);
	});

	it('have four characters or more: fewer would star out half the text', () => {
		expect(sensitiveValues({ smsCode: '123', password: '1234' })).toEqual(['1234']);
	});

	it('stand under a name that says so: that of the list they are in, but not that of an object around them', () => {
		expect(sensitiveValues({ mobile: { type: 'home', psnMobile: '12345' }, mobiles: [['11111'], 22222] })).toEqual(['12345', '11111', '22222']);
		expect(sensitiveValues('12345', 'password')).toEqual(['12345']);
		expect(sensitiveValues('12345')).toEqual([]);
	});

	it('are masked wherever the platform repeats them', () => {
		fc.assert(
			fc.property(idNumber, mobile, fc.stringMatching(/^62[0-9]{14,17}$/), (psnIDCardNum, psnMobile, psnBankCardNo) => {
				const body = { psnAuthConfig: { psnIDCardNum, psnMobile, psnBankCardNo } };
				const masked = mask(`${JSON.stringify(body)} ${new URLSearchParams(body.psnAuthConfig).toString()}`, sensitiveValues(body));
				for (const secret of [psnIDCardNum, psnMobile, psnBankCardNo]) expect(masked).not.toContain(secret);
			}),
		);
	});

	it.each([
		...['psnIDCardNum', 'corpIDCardNum', 'psnMobile', 'informPhone', 'psnBankCardNo', 'bankCardNo', 'smsCode', 'appSecret', 'imageBase64'],
		// As other places write them.
		...['id_card_num', 'idcardnum', 'id_number', 'e_mail', 'bank_card', 'bank_account', 'cardNo', 'card_no', 'sms_code', 'access_code', 'secret', 'password', 'pwd', 'PHONE'],
		// eSign's.
		...['psnAccount', 'accountMobile', 'accountEmail', 'adminAccount', 'orgIDCardNum', 'legalRepIDCardNum', 'bankCardNum', 'orgBankAccountNum', 'idNumber', 'orgLegalIdNumber', 'mobile', 'email', 'fileEditPwd', 'globalAccessCode'],
	])(
		'are those of the field %s',
		(name) => expect(isSensitiveKey(name)).toBe(true),
	);

	it.each([
		...['accountId', 'flowNo', 'serviceId', 'contractId', 'businessCode', 'psnIDCardType', 'fileCode', 'clientType'],
		...['cardNotes', 'account', 'accounts', 'psnAccountId', 'code', 'idCard'],
		...['psnId', 'orgId', 'signerAccountId', 'signFlowId', 'fileId', 'sealId', 'authFlowId', 'docTemplateId', 'orgIDCardType', 'legalRepIDCardType'],
	])(
		'are not those of the field %s, which names the case in an error',
		(name) => expect(isSensitiveKey(name)).toBe(false),
	);
});
