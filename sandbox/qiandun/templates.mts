// The contract templates this platform has.
export { SIGN_PLACES, TEMPLATES } from '../contract-templates.mts';
