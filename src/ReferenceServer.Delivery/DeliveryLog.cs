using System;
using Microsoft.Extensions.Logging;
using ReferenceServer.Delivery.Store;
using ReferenceServer.Delivery.Wire;

namespace ReferenceServer.Delivery;

/// <summary>Every sentence that the delivery layer logs.</summary>
internal static partial class DeliveryLog
{
    [LoggerMessage(1, LogLevel.Information, "Connection {Connection}: session {Session} of {Peer} attached, epoch {Epoch}.")]
    public static partial void Attached(ILogger log, string connection, SessionId session, string peer, ulong epoch);

    [LoggerMessage(2, LogLevel.Information, "Connection {Connection}: session {Session} detached: {Code}, said by the peer: {ByPeer}. {Text}")]
    public static partial void Ended(ILogger log, string connection, SessionId session, ErrorCode code, bool byPeer, string text);

    [LoggerMessage(3, LogLevel.Warning, "Connection {Connection}: handshake refused: {Code}.")]
    public static partial void Refused(ILogger log, string connection, ErrorCode code);

    [LoggerMessage(4, LogLevel.Error, "Message {Sequence} of session {Session}: the handler failed and is called again in {Wait}.")]
    public static partial void HandlerFailed(ILogger log, Exception failure, ulong sequence, SessionId session, TimeSpan wait);

    [LoggerMessage(5, LogLevel.Error, "Session {Session}: the store takes no messages ({Result}); the peer keeps them and it is tried again.")]
    public static partial void StoreRefuses(ILogger log, SessionId session, AppendResult result);

    [LoggerMessage(6, LogLevel.Information, "No connection for session {Session}: {Reason}; again in {Wait}.")]
    public static partial void NotConnected(ILogger log, SessionId session, string reason, TimeSpan wait);

    [LoggerMessage(7, LogLevel.Error, "Session {Session} is lost: {Code}.")]
    public static partial void Lost(ILogger log, SessionId session, ErrorCode code);

    [LoggerMessage(8, LogLevel.Information, "Session {Session} of {Peer} was without a connection for {Retention} and is forgotten.")]
    public static partial void Expired(ILogger log, SessionId session, string peer, TimeSpan retention);

    [LoggerMessage(9, LogLevel.Error, "Connection {Connection}: a bug in the delivery layer.")]
    public static partial void Bug(ILogger log, Exception failure, string connection);
}
