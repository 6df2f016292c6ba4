using System;

namespace ReferenceServer.Delivery.Wire;

/// <summary>What this implementation speaks.</summary>
public static class Protocol
{
    /// <summary>The only version so far.</summary>
    public const byte Version = 1;

    /// <summary>All features that this implementation has.</summary>
    public const Features AllFeatures = Features.Pieces;

    /// <summary>The highest version in that range that is spoken here, or 0 when there is none.</summary>
    public static byte Agree((byte Lowest, byte Highest) offered) => offered.Lowest <= Version && Version <= offered.Highest ? Version : (byte)0;
}

/// <summary>What a side can do beyond the least. A feature is used when both sides state it; unknown bits are ignored.</summary>
[Flags]
public enum Features : uint
{
    /// <summary>Nothing beyond the least: every message must fit one frame.</summary>
    None = 0,

    /// <summary>Messages longer than one frame travel in pieces.</summary>
    Pieces = 1,
}
