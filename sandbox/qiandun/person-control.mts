// The sandbox's control over persons: many verified ones at once, whom a test would have to lead over a page each.
import type { FastifyInstance } from 'fastify';
import { answered, NotNow } from '../control-answers.mts';
import { ControlInput } from '../control-input.mts';
import type { Check } from '../call-parameters.mts';
import { fictionalIdNumber } from '../id-card-number.mts';
import { idNumber, MAINLAND_ID_CARD, MISMATCH_MARK, mobile } from './checks.mts';
import type { Platform } from './endpoint.mts';
import type { Person, State } from './state.mts';
import { ACCOUNT_ID_CHARACTERS, verifiedUser } from './users.mts';

/** Persons made in one go at most. */
const PERSONS_MOST = 1000;
const NAME_CHARACTERS = 128;

/**
 * POST /sandbox/qiandun/persons {persons: [{accountId, psnName, psnIDCardNum?, informPhone?}]} makes them verified users; whoever is one stays.
 * A wrong field is 400, the account of a company 409, and then nobody is made. No event is reported.
 */
export function personControl(scope: FastifyInstance, { state }: Platform): void {
	scope.post('/sandbox/qiandun/persons', (request, reply) =>
		answered(reply, () => {
			const given = new ControlInput(request.body, ['persons']);
			const list = given.get('persons');
			if (!Array.isArray(list) || list.length === 0 || list.length > PERSONS_MOST)
				return given.refuse('persons', `must be a list of 1 to ${PERSONS_MOST} persons`);
			const persons = list.map((one: unknown, index) => personIn(state, one, index));
			return {
				persons: persons.map(({ accountId, person }) => {
					const { psnId } = verifiedUser(state, accountId, person);
					return { accountId, psnId };
				}),
			};
		}),
	);
}

function personIn(state: State, one: unknown, index: number): { accountId: string; person: Person } {
	const given = new ControlInput(one, ['accountId', 'psnName', 'psnIDCardNum', 'informPhone'], `persons[${index}]`);
	const accountId = given.required('accountId', ACCOUNT_ID_CHARACTERS);
	if (state.companies.has(accountId)) throw new NotNow(409, `${accountId} is the account of a company`);
	const psnName = given.required('psnName', NAME_CHARACTERS);
	if (psnName.includes(MISMATCH_MARK)) given.refuse('psnName', `with ${MISMATCH_MARK} in it matches nobody`);
	const psnMobile = checked(given, 'informPhone', mobile);
	return {
		accountId,
		person: {
			psnName,
			psnIDCardNum: checked(given, 'psnIDCardNum', idNumber(MAINLAND_ID_CARD)) ?? fictionalIdNumber(state.users.size + index),
			...(psnMobile === undefined ? {} : { psnMobile }),
		},
	};
}

function checked(given: ControlInput, name: string, check: Check): string | undefined {
	const value = given.text(name, NAME_CHARACTERS);
	const wrong = value === undefined ? undefined : check(value);
	return wrong === undefined ? value : given.refuse(name, wrong);
}
