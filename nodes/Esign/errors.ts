/** 业务码: the codes that are known. An unknown one is passed on with the platform's own text. Source: docs/api/esign.md#business-codes */
import type { KnownError } from '../../engine/envelope';

const GONE: KnownError = {
	message: 'The account does not exist',
	remedy: 'Check the ID. Production and sandbox have accounts of their own, and a deleted account is gone for good.',
};

/** The platform's text says which: it belongs in the message. */
const aboutFields = (message: string, remedy = 'Check the values of this item.'): KnownError => ({ message, remedy, aboutFields: true });

const WRONG_PARAMETER = aboutFields('A parameter is wrong or missing');

const LATER: KnownError = { message: 'eSign has trouble of its own', remedy: 'Try again later; if it stays so, contact the platform’s support.' };

const NO_QUOTA: KnownError = {
	message: 'The account has no signatures left',
	remedy: 'Buy a package in the eSign console, or ask the administrator to.',
};

const NO_SCOPE = aboutFields(
	'The owner has not authorized your app to do this',
	'Ask for the scope that the text names: Identity (V3) > Get Person or Organization Verification Page URL, with Scopes.',
);

const NO_FILE: KnownError = {
	message: 'The file does not exist',
	remedy: 'Check the file ID. Production and sandbox have files of their own, and an address for upload is valid for 60 minutes.',
};

const NOT_SIGNING: KnownError = {
	message: 'The flow is not being signed',
	remedy: 'Sign Flow > Get shows its state: only what has started and has not ended can be changed like this.',
};

const REVOKED: KnownError = { message: 'The flow is revoked already', remedy: 'There is nothing left to do.' };

const UNVERIFIED = (who: string): KnownError => ({
	message: `The ${who} is not verified by eSign`,
	remedy: `Have the ${who} verified first: Identity (V3) > Get ${who === 'person' ? 'Person' : 'Organization'} Verification Page URL.`,
});

/** V1 accounts. */
const accounts: Record<string, KnownError> = {
	'53000000': {
		message: 'An account with this third-party user ID exists already',
		remedy:
			'Update it by third-party ID, or choose another one. Create can return what exists instead: Optional Fields > Return Existing Account.',
	},
	'53000001': GONE,
	'53000002': {
		message: 'The account is of the other kind',
		remedy: 'Check whether it is a person or an organization: the two share one set of third-party user IDs.',
	},
	'53000003': {
		message: 'The ID number or ID type conflicts with what the account has',
		remedy:
			'They can be set only while they are empty. To change them, delete the account and create it again; what a deleted account has not signed stays unsigned.',
	},
	'1000022': { message: 'A parameter is missing', remedy: 'Check the values of this item.', aboutFields: true },
	'1435203': GONE,
};

/** 合同签署服务, V1 and V3. */
const signing: Record<string, KnownError> = {
	'1435002': WRONG_PARAMETER,
	// One number for several things: the flow is missing, an organization may not be sealed for, a deadline was extended before.
	'1435011': aboutFields('eSign cannot do this with the flow as it is', 'The platform’s text says why. Sign Flow (V3) > Get shows the state of the flow.'),
	'1435012': LATER,
	'1435320': aboutFields('An ID number has the wrong form', 'Check ID number and ID type.'),
	'1435322': GONE,
	'1435403': NO_QUOTA,
	'1435404': NO_QUOTA,
	'1435405': NO_QUOTA,
	'1436116': NO_SCOPE,
	'1437102': { message: 'The flow has ended', remedy: 'Sign Flow > Get shows how. Make a new one.' },
	'1437103': { message: 'The flow has not started', remedy: 'It is a draft: start it first, with Sign Flow > Start.' },
	'1437108': { message: 'The flow is no draft any more', remedy: 'It has started or ended already; Sign Flow > Get shows which.' },
	'1437109': { message: 'The flow has no documents', remedy: 'Add documents before it is started.' },
	'1437110': { message: 'The flow has no sign fields', remedy: 'One that finishes by itself needs them before it is started.' },
	'1437111': NOT_SIGNING,
	'1437112': NOT_SIGNING,
	'1437113': { message: 'Not all have signed yet', remedy: 'Finish the flow when they have. Sign Flow > Get shows how far each signer is.' },
	'1437114': { message: 'This is no signer of the flow', remedy: 'Name the signer as in the flow: by the same account or ID.' },
	'1437126': NOT_SIGNING,
	'1437136': { message: 'The flow is finished already', remedy: 'There is nothing left to do; its files can be downloaded.' },
	'1437137': { message: 'It is too early to urge the signers', remedy: 'Half an hour after its start at the earliest.' },
	'1437138': { message: 'The signers were urged a moment ago', remedy: 'Every ten minutes at most.' },
	'1437148': { message: 'This is not who initiated the flow', remedy: 'Give the account ID of the initiator, or none where your own app initiated it.' },
	'1437168': REVOKED,
	'1437169': { message: 'The flow has expired', remedy: 'Sign Flow (V3) > Extend gives it a new deadline, once.' },
	'1437170': { message: 'Nobody has signed, so there is nothing to finish', remedy: 'Revoke the flow instead.' },
	'1437182': {
		message: 'The organization has not authorized its seal to you',
		remedy: 'A silent signature of another organization needs the ID of a seal it has authorized to yours.',
	},
	'1437201': NOT_SIGNING,
	'1437203': NOT_SIGNING,
	'1437306': { message: 'A sign field is on a page that the document does not have', remedy: 'Check page numbers against fileTotalPageCount of File (V3) > Get.' },
	'1437328': aboutFields(
		'The data of a signer differ from those verified by eSign',
		'Correct name or ID number, or turn off “Verify Identity”, so that the signer can correct them.',
	),
	'1437502': { message: 'The flow is no draft any more, so its documents cannot change', remedy: 'Make a new flow.' },
	'1437509': { message: 'The file is no PDF in which keywords can be found', remedy: 'Upload it converted to PDF. Scans and pictures have no text.' },
	'1437511': NO_FILE,
	'1437513': {
		message: 'A document is not converted to PDF yet',
		remedy: 'Wait a little: File (V3) > Upload does, unless “Wait at Most” is 0; File (V3) > Get shows how far it is.',
	},
	'1437518': { message: 'The flow is not completed, so its files cannot be had', remedy: 'All must have signed; a flow that does not finish by itself needs Finish then.' },
	'1437608': { message: 'There are more than 10 signers', remedy: 'Make the flow with 10, and add the others afterwards with API > Custom Call.' },
	'1438108': { message: 'The reason is too long', remedy: 'It may have 400 bytes; a Chinese character has three.' },
	'1439002': { message: 'There is nobody to urge', remedy: 'Only signers whose turn it is can be urged; Sign Flow (V3) > Get shows how far each is.' },
	'1439007': { message: 'The flow could not be finished', remedy: 'Try again later.' },
};

/** 文件和模板服务. */
const files: Record<string, KnownError> = {
	'1430002': WRONG_PARAMETER,
	'1430011': aboutFields('The template is not there, not yours, or has no such component', 'Check template ID and components.'),
	'1430012': LATER,
	'1430501': NO_FILE,
	'1430524': { message: 'The file is no PDF', remedy: 'Upload it converted to PDF.' },
	'1430601': aboutFields('The file cannot be made', 'Check its name, which may have 100 characters and none of / \\ : * " < > | ?, and what is filled in.'),
	'1430608': NO_FILE,
	'1430802': { message: 'Your app may not use this file', remedy: 'Check the file ID: it belongs to the app that uploaded it.' },
	'1435603': NO_FILE,
	'1435608': NO_FILE,
};

/** 实名认证和授权服务. */
const identity: Record<string, KnownError> = {
	'1450001': aboutFields('A parameter is missing'),
	'1450002': WRONG_PARAMETER,
	'1450003': aboutFields('A parameter has the wrong form'),
	'1450004': { message: 'This ID is not of this version of the API', remedy: 'Name the person or organization by account or name instead of by ID.' },
	'1450005': { message: 'The person is verified already', remedy: 'Nothing is left to verify; Get Person shows the ID. To be authorized as well, ask for Scopes.' },
	'1450006': { message: 'The organization is verified already', remedy: 'Nothing is left to verify; Get Organization shows the ID. To be authorized as well, ask for Scopes.' },
	'1450007': { message: 'There is no such verification flow', remedy: 'Check the verification flow ID (authFlowId).' },
	'1450008': { message: 'eSign does not know this person or organization', remedy: 'Check what is searched by. Who was never verified by eSign is not found.' },
	'1450901': { message: 'The account could not be made', remedy: 'Try again later; if it stays so, contact the platform’s support.' },
	'1450902': { message: 'The account could not be made', remedy: 'Try again later; if it stays so, contact the platform’s support.' },
	'1450903': aboutFields('The confirmation could not be begun', 'The platform’s text says why.'),
	'1450904': aboutFields('The verification could not be begun', 'The platform’s text says why.'),
	'1450905': LATER,
	'1450909': UNVERIFIED('organization'),
	'1450910': UNVERIFIED('person'),
};

/** 印章服务. */
const seals: Record<string, KnownError> = {
	'1000000': aboutFields('eSign refused', 'The platform’s text says why.'),
	'10000001': LATER,
	'10000007': WRONG_PARAMETER,
	'1499000': NO_SCOPE,
	'31400100': { message: 'The seal does not exist', remedy: 'Check the seal ID: Seal (V3) > Get Many lists them.' },
	'31400109': { message: 'The seal belongs to another owner', remedy: 'Check seal ID and owner.' },
	'31400122': { message: 'The owner has as many seals as are allowed', remedy: 'Delete one first.' },
	'31400131': UNVERIFIED('person'),
	'31400133': { message: 'A seal of this name exists already', remedy: 'Give it another name.' },
	'31400137': UNVERIFIED('organization'),
	'31400139': { message: 'The picture of the seal is larger than 2 MB', remedy: 'Use a smaller one.' },
	'31400140': { message: 'The picture of the seal is of a kind that is not taken', remedy: 'Use JPG, PNG or BMP.' },
	'31400141': { message: 'The account is none of an organization', remedy: 'Give the ID of an organization (orgId).' },
	'31400142': { message: 'The account is none of a person', remedy: 'Give the ID of a person (psnId).' },
	'31410044': LATER,
};

export const errors: Record<string, KnownError> = { ...accounts, ...signing, ...files, ...identity, ...seals };
