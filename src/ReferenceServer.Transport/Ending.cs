namespace ReferenceServer.Transport;

/// <summary>Why a connection ended. The first cause wins; it is in the log, in the metrics and in <see cref="IConnectionEndingFeature"/>.</summary>
public enum Ending
{
    /// <summary>The connection has not ended.</summary>
    None,

    /// <summary>The application finished with it and closed it in order.</summary>
    Served,

    /// <summary>The peer closed it in order before the application did.</summary>
    PeerClosed,

    /// <summary>The peer reset it.</summary>
    PeerReset,

    /// <summary>Nothing was said on it for as long as it may be silent.</summary>
    Idle,

    /// <summary>The request's headers did not arrive in time (told by Kestrel).</summary>
    HeaderDeadline,

    /// <summary>The request's body did not arrive in time (told by Kestrel).</summary>
    BodyDeadline,

    /// <summary>The peer did not take what was written in time.</summary>
    WriteDeadline,

    /// <summary>A silent peer did not answer the keep-alive probes, or the network said that it cannot be reached.</summary>
    KeepAliveLost,

    /// <summary>Data stayed unacknowledged for longer than <see cref="ReferenceTransportOptions.UnacknowledgedDataTimeout"/>.</summary>
    UnacknowledgedData,

    /// <summary>It was idle and closed to make room for a new one.</summary>
    Evicted,

    /// <summary>It was refused: the limit of all connections, or of this client's, was reached.</summary>
    Limit,

    /// <summary>The server shut down.</summary>
    Drained,

    /// <summary>The application aborted it.</summary>
    Aborted,

    /// <summary>Something on this machine failed.</summary>
    LocalError,
}
