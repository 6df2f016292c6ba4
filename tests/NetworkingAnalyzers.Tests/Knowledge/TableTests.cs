using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Microsoft.CodeAnalysis;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Tests.House;

namespace NetworkingAnalyzers.Tests.Knowledge;

/// <summary>Every name in the tables is a name in .NET: checked against the real reference assemblies.</summary>
public sealed class TableTests
{
    /// <summary>Types of packages outside the shared frameworks; no reference assembly here has them.</summary>
    private static readonly string[] Elsewhere = ["BCrypt.", "SixLabors.", "SkiaSharp.", "ImageMagick.", "Konscious.", "CryptSharp.", "Scrypt.", "Org.BouncyCastle.", "System.Drawing.", "Isopoh.", "Microsoft.AspNet."];

    [Fact]
    public void Every_type_and_member_exists_in_some_framework_that_we_know()
    {
        var compilations = References.Frameworks.Select(framework => Stage.Compile([], References.Of(framework))).ToList();
        var missing = new List<string>();
        foreach (var row in NetTypes.AllRows.Where(row => !Elsewhere.Any(row.Type.StartsWith)))
        {
            var types = compilations.SelectMany(compilation => compilation.GetTypesByMetadataName(row.Type)).ToList();
            missing.AddRange(types.Count == 0
                ? [row.Type]
                : row.Members.Where(member => !types.Any(type => Has(type, member))).Select(member => row.Type + "." + member));
        }

        Assert.Empty(missing);
    }

    [Fact]
    public void A_table_names_each_member_of_a_type_once()
    {
        foreach (var row in NetTypes.AllRows)
        {
            Assert.Equal(row.Members.Length, row.Members.Distinct().Count());
        }
    }

    [Fact]
    public void Each_topic_has_a_bit_of_its_own()
    {
        var topics = typeof(Topics).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.Name != nameof(Topics.None)).Select(field => (Topics)field.GetValue(null)!).ToList();
        Assert.All(topics, topic => Assert.NotEqual(Topics.None, topic));
        Assert.All(topics, topic => Assert.Single(topics, other => other.HasAny(topic)));
    }

    [Theory]
    [InlineData("net462")]
    [InlineData("netstandard2.0")]
    [InlineData("net8.0")]
    [InlineData("net10.0")]
    public void Sockets_are_found_in_every_framework(string framework)
    {
        var net = NetTypes.Of(Stage.Compile([], References.Of(framework)));
        Assert.True(net.IsPresent);
        Assert.NotNull(net.Socket);
        Assert.NotNull(net.TcpClient);
        Assert.NotNull(net.SslStream);
    }

    [Fact]
    public void A_compilation_without_references_has_no_sockets() =>
        Assert.False(NetTypes.Of(Stage.Compile([], [])).IsPresent);

    private static bool Has(INamedTypeSymbol type, string member)
    {
        for (var t = type; t is not null; t = t.BaseType)
        {
            if (t.GetMembers(member).Length > 0)
            {
                return true;
            }
        }

        return false;
    }
}
