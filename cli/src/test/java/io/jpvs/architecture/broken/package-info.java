/// A copy of the architecture in which every rule is broken once.
package io.jpvs.architecture.broken;
