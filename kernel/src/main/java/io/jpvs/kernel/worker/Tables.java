package io.jpvs.kernel.worker;

import io.jpvs.kernel.table.ConnectionTable;

/// The connection tables of one worker.
///
/// @param ipv4 connections over IPv4
/// @param ipv6 connections over IPv6
public record Tables(ConnectionTable ipv4, ConnectionTable ipv6) {}
