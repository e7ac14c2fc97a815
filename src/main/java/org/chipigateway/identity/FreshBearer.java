package org.chipigateway.identity;

/** CDI event, fired on the thread that offered it: the custody now holds a newer bearer of this awaited owner. */
public record FreshBearer(Owner owner) {
}
