package org.chipigateway.chipi;

/** What a request to Chipi is for, in the order in which they are served. */
public enum RequestClass {
    /** A purchase's POST. */
    SUBMISSION,
    /** Whether Chipi has a purchase whose POST was never answered. */
    LOOK_UP,
    /** What has become of a purchase that somebody is watching. */
    WATCHED_POLL,
    /** The same of one that nobody is watching. */
    POLL,
    /** What can be bought. */
    CATALOGUE
}
