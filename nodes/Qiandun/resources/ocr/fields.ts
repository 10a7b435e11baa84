/** Where the picture comes from: the platform takes it as Base64 text, or fetches it from an address itself. */
import type { Field, Upload } from '../../../../engine/operation';
import { fileFields } from '../../../../engine/standardFields';
import { PICTURE_BYTES, PICTURES } from '../limits';

/** 图片: imageBase64 or imageUrl. */
export const picture: Field[] = fileFields.map((field) =>
	field.name === 'fileUrl'
		? {
				...field,
				placeholder: 'e.g. https://files.example.com/card.jpg',
				description: 'Address of the picture. The platform fetches it, so it must be reachable from the internet.',
				routing: { send: { type: 'body', property: 'imageUrl' } },
			}
		: field,
);

export const upload: Upload = {
	as: 'base64',
	property: 'imageBase64',
	urlProperty: 'imageUrl',
	maxBytes: PICTURE_BYTES,
	types: PICTURES,
};

/** 证件面. */
export const cardSide: Field = {
	displayName: 'Side',
	name: 'cardSide',
	type: 'options',
	options: [
		{ name: 'Portrait Side', value: 'front', description: 'Name, sex, nation, birth, address and ID number' },
		{ name: 'Emblem Side', value: 'back', description: 'Authority and dates of validity' },
	],
	default: 'front',
	required: true,
	description: 'Which side of the card the picture shows',
	routing: { send: { type: 'body', property: 'cardSide' } },
};
