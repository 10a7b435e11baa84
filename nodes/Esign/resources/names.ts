/** What the platform takes as a name of a file or flow, and as an account. Source: docs/api/esign.md#names */

/**
 * 9个特殊字符: the pages write the question mark in full width and give Windows as their reason, which forbids the other one;
 * so both are refused.
 */
const FORBIDDEN = /[/\\:*"<>|?？]/u;
const EMOJI = /\p{Emoji_Presentation}|\ufe0f/u;
const LONGEST_FILE_NAME = 100;

/** What is wrong with the title of a flow, as the end of the sentence "<Field> ...". */
export function nameComplaint(value: unknown): string | undefined {
	const found = FORBIDDEN.exec(String(value))?.[0];
	if (found !== undefined) return `has the character ${found} in it; none of / \\ : * " < > | ? may stand there`;
	return EMOJI.test(String(value)) ? 'has an emoji in it' : undefined;
}

/** The same of a file's name. */
export function fileNameComplaint(value: unknown): string | undefined {
	const { length } = [...String(value)];
	return nameComplaint(value) ?? (length > LONGEST_FILE_NAME ? `has ${length} characters; at most ${LONGEST_FILE_NAME} are taken` : undefined);
}

const MOBILE = /^\+?\d[\d -]{4,18}\d$/;
const EMAIL = /^[^\s@]+@[^\s@]+$/;

/** 个人账号标识（手机号或邮箱） */
export const accountComplaint = (value: unknown): string | undefined =>
	MOBILE.test(String(value).trim()) || EMAIL.test(String(value).trim()) ? undefined : 'is neither a mobile number nor an email address';
