/// What is known of datagrams that come in fragments: which pieces there were, and where the first one went. Decides
/// nothing and sends nothing; the worker does.
@NullMarked
package io.jpvs.kernel.fragment;

import org.jspecify.annotations.NullMarked;
