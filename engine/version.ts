/** The package's version, for reports. A test holds it equal to package.json, which shipped code may not read. */
export const PACKAGE_VERSION = '0.1.0';
