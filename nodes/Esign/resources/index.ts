/** Every resource of the eSign node. Adding one adds a line here. */
import type { Resource } from '../../../engine/operation';
import { api } from './api';
import { organizationAccount } from './organizationAccount';
import { personAccount } from './personAccount';
import { silentSigning } from './silentSigning';

export const resources: Resource[] = [personAccount, organizationAccount, silentSigning, api];
