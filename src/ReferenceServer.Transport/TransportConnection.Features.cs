using System;
using System.Buffers;
using System.Collections;
using System.Collections.Generic;
using System.Threading;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace ReferenceServer.Transport;

/// <content>
/// The connection is its own feature collection: a handful of features, looked up a few times, do not pay for a dictionary on every one of
/// ten thousand idle connections.
/// </content>
internal sealed partial class TransportConnection : IFeatureCollection, IConnectionIdFeature, IConnectionTransportFeature, IConnectionItemsFeature,
    IMemoryPoolFeature, IConnectionLifetimeFeature, IConnectionEndPointFeature
{
    private KeyValuePair<Type, object>[] _features = [];
    private int _featureCount;

    public MemoryPool<byte> MemoryPool { get; }

    public bool IsReadOnly => false;

    public int Revision { get; private set; }

    public object? this[Type key]
    {
        get
        {
            for (var i = 0; i < _featureCount; i++)
            {
                if (_features[i].Key == key)
                {
                    return _features[i].Value;
                }
            }

            return key.IsInstanceOfType(this) ? this : null;
        }

        set => Put(key, value);
    }

    public TFeature? Get<TFeature>()
    {
        for (var i = 0; i < _featureCount; i++)
        {
            if (_features[i].Key == typeof(TFeature))
            {
                return (TFeature)_features[i].Value;
            }
        }

        return this is TFeature own ? own : default;
    }

    public void Set<TFeature>(TFeature? instance) => Put(typeof(TFeature), instance);

    public IEnumerator<KeyValuePair<Type, object>> GetEnumerator()
    {
        for (var i = 0; i < _featureCount; i++)
        {
            yield return _features[i];
        }

        foreach (var own in (Type[])[typeof(IConnectionIdFeature), typeof(IConnectionTransportFeature), typeof(IConnectionItemsFeature), typeof(IMemoryPoolFeature), typeof(IConnectionLifetimeFeature), typeof(IConnectionEndPointFeature), typeof(IConnectionEndingFeature)])
        {
            yield return new KeyValuePair<Type, object>(own, this);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Put(Type key, object? value)
    {
        Revision++;
        for (var i = 0; i < _featureCount; i++)
        {
            if (_features[i].Key == key)
            {
                _features[i] = value is null ? _features[--_featureCount] : new KeyValuePair<Type, object>(key, value);
                return;
            }
        }

        if (value is not null)
        {
            if (_featureCount == _features.Length)
            {
                Array.Resize(ref _features, Math.Max(6, _featureCount * 2));
            }

            _features[_featureCount++] = new KeyValuePair<Type, object>(key, value);
        }
    }
}
