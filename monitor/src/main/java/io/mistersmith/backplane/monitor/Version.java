package io.mistersmith.backplane.monitor;

import picocli.CommandLine.IVersionProvider;

/** The release, from the jar's manifest. */
final class Version implements IVersionProvider {

    /** How the program is called. */
    static final String NAME = "backplane-monitor";

    static String release() {
        String release = Version.class.getPackage().getImplementationVersion();
        return release == null ? "(unreleased)" : release;
    }

    @Override
    public String[] getVersion() {
        return new String[] {NAME + " " + release() + " on Java " + Runtime.version()};
    }
}
