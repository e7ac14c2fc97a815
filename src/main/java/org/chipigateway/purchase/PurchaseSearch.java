package org.chipigateway.purchase;

import java.time.Instant;
import java.util.Set;

/**
 * Which of everybody's purchases an operator wants to see; what is said here holds for each.
 *
 * @param states in one of which it stands
 * @param incident whether it has one; null where it may or may not
 * @param createdBefore null where its age doesn't matter
 */
public record PurchaseSearch(Set<PurchaseState> states, Boolean incident, Instant createdBefore) {
}
