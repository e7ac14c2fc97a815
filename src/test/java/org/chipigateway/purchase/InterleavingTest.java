package org.chipigateway.purchase;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class InterleavingTest {
    @Property(tries = 20)
    boolean trial(@ForAll int number) {
        return number == number;
    }
}
