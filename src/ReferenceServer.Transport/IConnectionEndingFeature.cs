namespace ReferenceServer.Transport;

/// <summary>
/// Tells why a connection ended. It is a feature of the connection, so a request finds it too:
/// <c>context.Features.Get&lt;IConnectionEndingFeature&gt;()</c>. May be asked from any thread at any time.
/// </summary>
public interface IConnectionEndingFeature
{
    /// <summary>The cause, or <see cref="Ending.None"/> while the connection is open.</summary>
    public Ending Ending { get; }
}
