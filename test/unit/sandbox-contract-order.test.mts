// A contract's signers: as they are queried, in which order they sign, until when.
import {
	ahead,
	body,
	day,
	DAY_MS,
	goAhead,
	sandbox,
	setUpContracts,
	signer,
	twoPages,
} from './sandbox-contract-setup.mts';
import { at, contractOf, signAs } from './sandbox-contract-support.mts';
import { call, read, result, send } from './sandbox-support.mts';

setUpContracts();

describe('a signer, queried', () => {
	it('has the documented shape', async () => {
		const contractId = await contractOf(sandbox, body());
		expect(
			await result(sandbox, 'GET', '/open/contract/signer', { contractId, accountId: 'CORP_1' }),
		).toEqual({
			signStatus: 'waiting',
			seqNo: 2,
			signFields: [
				{
					fileCode: twoPages,
					fileId: '1',
					signFieldStyle: 1,
					dateFormat: null,
					signFieldPosition: { positionPage: 2, positionX: 600, positionY: 420 },
				},
				{
					fileCode: twoPages,
					fileId: '1',
					signFieldStyle: 2,
					dateFormat: null,
					signFieldPosition: { positionPage: 0, positionX: 0, positionY: 300 },
				},
			],
			authConfig: { willingnessAuthModes: ['CODE_SMS'] },
			noticeConfig: { noticeTypes: 0 },
		});
	});

	it('is oc_40006 without contract, oc_40005 when not a signer, 400 without accountId or contract', async () => {
		const contractId = await contractOf(sandbox, body());
		const ask = (query: object) => call(sandbox, 'GET', '/open/contract/signer', query);
		expect(await ask({ contractId: '1', accountId: 'PSN_1' })).toMatchObject({ code: 'oc_40006' });
		expect(await ask({ contractId, accountId: 'PSN_2' })).toMatchObject({ code: 'oc_40005' });
		expect(await ask({ contractId })).toMatchObject({ code: '400' });
		expect(await ask({ accountId: 'PSN_1' })).toMatchObject({ code: '400' });
	});
});

describe('signing', () => {
	const contractEvents = async () =>
		((await read(sandbox, '/sandbox/state'))['events'] ?? []).filter(({ businessType = '' }) =>
			businessType.startsWith('OPEN_CONTRACT'),
		);
	const statusOf = async (contractId: string) => {
		const answer = await send(sandbox, 'GET', '/open/contract/detail', { contractId });
		const { result: contract } = (await answer.json()) as {
			result: { status: string; signers: Array<{ signStatus: string }> };
		};
		return [contract.status, ...contract.signers.map(({ signStatus }) => signStatus)];
	};

	it('goes by seqNo, signers of one seqNo in any order, and ends with the last', async () => {
		const contractId = await contractOf(
			sandbox,
			body({
				signers: [
					signer('PSN_1', 1, at(twoPages, 1, 1, 1)),
					signer('PSN_2', 1, at(twoPages, 1, 2, 2)),
					signer('CORP_1', 2, at(twoPages, 1, 3, 3)),
				],
			}),
		);
		expect(await statusOf(contractId)).toEqual(['signing', 'signing', 'signing', 'waiting']);
		expect((await signAs(sandbox, contractId, 'CORP_1')).status).toBe(409);
		expect((await signAs(sandbox, contractId, 'PSN_2')).status).toBe(200);
		expect((await signAs(sandbox, contractId, 'CORP_1')).status).toBe(409);
		expect((await signAs(sandbox, contractId, 'PSN_2')).status).toBe(409);
		expect((await signAs(sandbox, contractId, 'PSN_1')).status).toBe(200);
		expect(await statusOf(contractId)).toEqual(['signing', 'finished', 'finished', 'signing']);
		expect((await signAs(sandbox, contractId, 'CORP_1')).status).toBe(200);
		expect(await statusOf(contractId)).toEqual(['finished', 'finished', 'finished', 'finished']);
		const events = await contractEvents();
		expect(events.map(({ businessType }) => businessType).reverse()).toEqual([
			'OPEN_CONTRACT_SIGNED',
			'OPEN_CONTRACT_SIGNED',
			'OPEN_CONTRACT_SIGNED',
			'OPEN_CONTRACT_STATUS_CHANGED',
		]);
		expect(events[0]?.['data']).toMatchObject({ contractId, status: 'finished' });
	});

	it('ends at the deadline by the platform’s clock, once', async () => {
		const contractId = await contractOf(sandbox, body({ signDeadline: day(2) }));
		await signAs(sandbox, contractId, 'PSN_1');
		goAhead(3 * DAY_MS);
		const query = { contractId };
		const answer = await send(sandbox, 'GET', '/open/contract/detail', query, {
			now: Date.now() + ahead,
		});
		expect(await answer.json()).toMatchObject({
			result: {
				status: 'expired',
				finishTime: null,
				signers: [{ signStatus: 'finished' }, { signStatus: 'expired' }],
			},
		});
		expect((await signAs(sandbox, contractId, 'CORP_1')).status).toBe(409);
		const events = await contractEvents();
		expect(events.map(({ businessType }) => businessType)).toEqual([
			'OPEN_CONTRACT_STATUS_CHANGED',
			'OPEN_CONTRACT_SIGNED',
		]);
	});

	it('is told by SMS only to whom noticeTypes says, when it is their turn', async () => {
		const told = (one: object) => ({ ...one, noticeConfig: { noticeTypes: 1 } });
		const contractId = await contractOf(
			sandbox,
			body({
				signers: [
					signer('PSN_1', 1, at(twoPages, 1, 1, 1)),
					told(signer('CORP_1', 2, at(twoPages, 1, 3, 3))),
				],
			}),
		);
		const messages = async () =>
			((await read(sandbox, '/sandbox/outbox'))['messages'] ?? []).filter(
				({ flowNo }) => flowNo === contractId,
			);
		expect(await messages()).toEqual([]);
		await signAs(sandbox, contractId, 'PSN_1');
		expect(await messages()).toMatchObject([
			{ to: '13800000009', text: expect.stringContaining('/h5/sign/') },
		]);
	});
});
