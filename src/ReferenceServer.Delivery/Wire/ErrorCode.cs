namespace ReferenceServer.Delivery.Wire;

/// <summary>
/// Why a connection, or a whole session, ended. The numbers travel in <see cref="Bye"/> frames and are part of the protocol (docs/delivery-protocol.md, "Error codes");
/// which of them end the session is <see cref="ErrorCodes.EndsSession"/>.
/// </summary>
public enum ErrorCode : ushort
{
    /// <summary>No error.</summary>
    None = 0,

    /// <summary>The frame header's own checksum does not match: nothing after it can be trusted, its length least of all.</summary>
    BadHeader = 1,

    /// <summary>The frame announces a body longer than the reader's limit; refused before a byte of it is buffered.</summary>
    FrameTooLarge = 2,

    /// <summary>The frame's checksum does not match its bytes.</summary>
    BadChecksum = 3,

    /// <summary>A frame kind that this version does not have.</summary>
    UnknownFrame = 4,

    /// <summary>A body shorter or longer than its kind allows, or with a value out of range.</summary>
    MalformedBody = 5,

    /// <summary>The stream ended inside a frame. Only ever seen locally: there is nobody left to tell.</summary>
    EndedInsideFrame = 6,

    /// <summary>A frame that has no place in the connection's present state.</summary>
    UnexpectedFrame = 7,

    /// <summary>The first frame is not a HELLO with this protocol's magic number.</summary>
    NotThisProtocol = 10,

    /// <summary>The two sides have no version in common.</summary>
    UnsupportedVersion = 11,

    /// <summary>The handshake did not finish in time.</summary>
    HandshakeTooSlow = 12,

    /// <summary>The peer did not prove who it is.</summary>
    NotAuthenticated = 20,

    /// <summary>The session belongs to another peer.</summary>
    NotYourSession = 21,

    /// <summary>The peer has as many sessions as it may have.</summary>
    TooManySessions = 22,

    /// <summary>The listener takes plaintext from loopback only.</summary>
    PlaintextRefused = 23,

    /// <summary>The server knows no such session: it expired, was closed, or the server lost its memory. Ends the session.</summary>
    SessionUnknown = 30,

    /// <summary>The client has seen a later epoch than the server remembers: the server's state was rolled back. Ends the session.</summary>
    EpochFromFuture = 31,

    /// <summary>One side no longer has what it acknowledged, or never sent what the other accepted: its state was rolled back. Ends the session.</summary>
    PositionLost = 32,

    /// <summary>An acknowledgement of a message that was never sent. Ends the session when it stands in a handshake, else the connection.</summary>
    AcknowledgedUnsent = 33,

    /// <summary>A newer connection of the same process has taken over this session.</summary>
    Superseded = 34,

    /// <summary>Another process claims this session: a copy of the store is in use twice, or a later start of the same program has taken over.</summary>
    ClaimedByAnother = 36,

    /// <summary>The session was closed on purpose by either side. Ends the session.</summary>
    SessionClosed = 35,

    /// <summary>A message arrived whose predecessor did not.</summary>
    SequenceGap = 40,

    /// <summary>A piece that does not continue the message begun, or a message begun inside another.</summary>
    PieceOutOfPlace = 41,

    /// <summary>A message longer than the receiver's limit; refused at its first piece.</summary>
    MessageTooLarge = 42,

    /// <summary>The message's own checksum does not match its bytes.</summary>
    MessageCorrupt = 43,

    /// <summary>More was sent than the receiver's window allows.</summary>
    WindowExceeded = 44,

    /// <summary>An acknowledgement lower than one given before on the same connection.</summary>
    StatusWentBack = 45,

    /// <summary>Nothing was heard for three heartbeat intervals.</summary>
    PeerSilent = 50,

    /// <summary>The peer is heard, but what was sent does not arrive there.</summary>
    NoProgress = 51,

    /// <summary>The process is about to stop; come back later.</summary>
    ShuttingDown = 52,

    /// <summary>The journal failed; nothing more can be promised until the process restarts.</summary>
    StoreFailed = 53,

    /// <summary>A bug: an exception nobody expected.</summary>
    InternalError = 54,
}

/// <summary>Facts about error codes.</summary>
public static class ErrorCodes
{
    /// <summary>
    /// Whether the code, received in a handshake, means that the session cannot be resumed by anybody. All other codes end the connection alone,
    /// and the client connects again.
    /// </summary>
    public static bool EndsSession(this ErrorCode code) => code is
        ErrorCode.SessionUnknown or ErrorCode.EpochFromFuture or ErrorCode.PositionLost or ErrorCode.AcknowledgedUnsent or ErrorCode.SessionClosed;

    /// <summary>Whether connecting again cannot help until somebody changes something: a configuration, a secret, the other claimant.</summary>
    public static bool NeedsHelp(this ErrorCode code) => code is
        ErrorCode.NotThisProtocol or ErrorCode.UnsupportedVersion or ErrorCode.NotAuthenticated or ErrorCode.NotYourSession
        or ErrorCode.PlaintextRefused or ErrorCode.ClaimedByAnother;
}
