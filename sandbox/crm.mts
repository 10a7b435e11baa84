// A stand-in for the company's CRM: records what workflows report about their contacts.

/** How many reports are kept per contact, and how many contacts. */
const REPORTS_KEPT = 100;
const CONTACTS_KEPT = 5000;

/** One report as it came in. `receivedAt` is ISO 8601. */
export interface Report {
	receivedAt: string;
	body: unknown;
}

/** A contact somebody reported about. */
export interface Contact {
	crmId: string;
	reports: Report[];
}

/** The contacts and what was reported about each, in the order received. */
export class Crm {
	private readonly contacts = new Map<string, Contact>();

	constructor(private readonly now: () => number) {}

	record(crmId: string, body: unknown): void {
		const contact = this.contacts.get(crmId) ?? { crmId, reports: [] };
		contact.reports.push({ receivedAt: new Date(this.now()).toISOString(), body });
		if (contact.reports.length > REPORTS_KEPT) contact.reports.shift();
		this.contacts.delete(crmId);
		this.contacts.set(crmId, contact);
		for (const oldest of this.contacts.keys()) {
			if (this.contacts.size <= CONTACTS_KEPT) break;
			this.contacts.delete(oldest);
		}
	}

	get(crmId: string): Contact | undefined {
		return this.contacts.get(crmId);
	}

	/** The one reported about last comes first. */
	list(): Contact[] {
		return [...this.contacts.values()].reverse();
	}

	clear(): void {
		this.contacts.clear();
	}
}
