// What stands on the terminal while npm start stays open: where to look, and what to try next.
import type { Contact } from './onboarding.mts';

/** What the closing lines tell. */
export interface Summary {
	/** Page of the onboarding workflow in the editor. */
	editor: string;
	owner: { email: string; password: string };
	/** Page of the execution; undefined when there is none that succeeded. */
	execution: string | undefined;
	sandbox: { console: string; baseUrl: string; appKey: string; appSecret: string };
	/** Where the onboarding workflow takes contacts. */
	webhook: string;
	/** A contact the sandbox does not know yet. */
	contact: Contact;
	platform: NodeJS.Platform;
}

/** The closing lines, without a line break at their ends. */
export function summaryLines({ editor, owner, execution, sandbox, webhook, contact, platform }: Summary): string[] {
	return [
		`  n8n editor   ${editor}`,
		`  log in with  ${owner.email}  ${owner.password}`,
		...(execution === undefined ? [] : [`  execution    ${execution}`]),
		`  sandbox      ${sandbox.console}`,
		'',
		'For a credential of your own: Environment "Custom" and',
		`  Base URL     ${sandbox.baseUrl}`,
		`  App Key      ${sandbox.appKey}`,
		`  App Secret   ${sandbox.appSecret}`,
		'They stay the same at the next start; the users and flows of the sandbox are forgotten when it stops.',
		'',
		'Onboard the next contact, this time as the person yourself:',
		`  ${curlFor(webhook, contact, platform)}`,
		'Then open the sandbox: "Verification flows" has the page to verify on (open), "Outbox" the SMS code.',
		'A name that contains 不符 is refused on that page; another crmId is another person.',
		'',
		'Ctrl-C stops n8n and the sandbox; your workflows stay for the next start.',
	];
}

/** A command to copy that posts the contact. */
export function curlFor(url: string, contact: Contact, platform: NodeJS.Platform): string {
	const quote = platform === 'win32' ? quoteForCmd : quoteForShell;
	return `curl -X POST ${url} -H ${quote('Content-Type: application/json')} -d ${quote(JSON.stringify(contact))}`;
}

function quoteForShell(text: string): string {
	return `'${text.replaceAll("'", "'\\''")}'`;
}

function quoteForCmd(text: string): string {
	return `"${text.replaceAll('"', '\\"')}"`;
}
