// What stands on the terminal while npm start stays open: where to look, and what to try next.
import type { Employee } from './hr-sync.mts';
import type { Contact } from './onboarding.mts';
import type { Sandbox } from './sandbox.mts';

/** What the closing lines tell. */
export interface Summary {
	/** Page of the onboarding workflow in the editor. */
	editor: string;
	owner: { email: string; password: string };
	/** Page of the execution; undefined when there is none that succeeded. */
	execution: string | undefined;
	sandbox: Pick<Sandbox, 'console' | 'qiandun' | 'esign'>;
	/** File that n8n writes its log to. */
	log: string;
	/** Where the sandbox sends Qiandun's events; undefined when there is no such address. */
	callbackUrl: string | undefined;
	/** Where the examples take what they are sent: a contact the sandbox does not know yet, an employee with changes. */
	onboarding: { webhook: string; contact: Contact };
	hrSync: { webhook: string; employee: Employee };
	platform: NodeJS.Platform;
}

/** The closing lines, without a line break at their ends. */
export function summaryLines({ editor, owner, execution, sandbox, log, callbackUrl, onboarding, hrSync, platform }: Summary): string[] {
	const { qiandun, esign } = sandbox;
	return [
		`  n8n editor   ${editor}`,
		`  log in with  ${owner.email}  ${owner.password}`,
		...(execution === undefined ? [] : [`  execution    ${execution}`]),
		`  sandbox      ${sandbox.console}`,
		`  n8n's log    ${log}`,
		'',
		'For credentials of your own: Environment "Custom" and',
		`  Qiandun API  Base URL    ${qiandun.baseUrl}`,
		`               App Key     ${qiandun.appKey}`,
		`               App Secret  ${qiandun.appSecret}`,
		`  eSign API    Base URL    ${esign.baseUrl}`,
		`               App ID      ${esign.appId}`,
		`               App Secret  ${esign.appSecret}`,
		'They stay the same at the next start; what the sandbox remembers is forgotten when it stops.',
		...(callbackUrl === undefined ? [] : ['', `Its events go to the callback hub: ${callbackUrl}`]),
		'',
		'Onboard the next contact, this time as the person yourself:',
		`  ${curlFor(onboarding.webhook, onboarding.contact, platform)}`,
		'Then open the sandbox: "Verification flows" has the page to verify on (open), "Outbox" the SMS code.',
		'A name that contains 不符 is refused on that page; another crmId is another person.',
		'',
		'Or let HR change an employee who has an eSign account:',
		`  ${curlFor(hrSync.webhook, hrSync.employee, platform)}`,
		'The sandbox shows the account and what HR heard.',
		'',
		'Ctrl-C stops n8n and the sandbox; your workflows stay for the next start.',
	];
}

/** A command to copy that posts the event. */
export function curlFor(url: string, event: Contact | Employee, platform: NodeJS.Platform): string {
	const quote = platform === 'win32' ? quoteForCmd : quoteForShell;
	return `curl -X POST ${url} -H ${quote('Content-Type: application/json')} -d ${quote(JSON.stringify(event))}`;
}

function quoteForShell(text: string): string {
	return `'${text.replaceAll("'", "'\\''")}'`;
}

function quoteForCmd(text: string): string {
	return `"${text.replaceAll('"', '\\"')}"`;
}
