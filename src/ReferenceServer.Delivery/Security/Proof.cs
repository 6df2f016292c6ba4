using System;
using System.Security.Cryptography;

namespace ReferenceServer.Delivery.Security;

/// <summary>
/// The proofs of a handshake: HMAC-SHA256 under the shared secret over the side's name, the server's challenge and what was said. The challenge is fresh, so a recorded handshake proves nothing;
/// the side's name is in it, so no side can be made to answer for the other. Without a shared secret the key is empty, and the proof shows only that the client is there now.
/// </summary>
public static class Proof
{
    private static ReadOnlySpan<byte> Client => "NWRD/1 client"u8;

    private static ReadOnlySpan<byte> Server => "NWRD/1 server"u8;

    /// <summary>The client's proof.</summary>
    public static byte[] OfClient(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> challenge, ReadOnlySpan<byte> hello) => Make(secret, Client, challenge, hello, default);

    /// <summary>The server's proof, over the HELLO and its own WELCOME up to the proof.</summary>
    public static byte[] OfServer(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> challenge, ReadOnlySpan<byte> hello, ReadOnlySpan<byte> welcome) =>
        Make(secret, Server, challenge, hello, welcome);

    /// <summary>Whether two proofs are the same; how long it takes does not depend on where they differ.</summary>
    public static bool Same(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) => CryptographicOperations.FixedTimeEquals(one, other);

    private static byte[] Make(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> side, ReadOnlySpan<byte> challenge, ReadOnlySpan<byte> hello, ReadOnlySpan<byte> welcome)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        mac.AppendData(side);
        mac.AppendData(challenge);
        mac.AppendData(hello);
        mac.AppendData(welcome);
        return mac.GetHashAndReset();
    }
}
